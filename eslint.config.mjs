import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

import noCircles from './scripts/no_import_cycles.mjs';

/**
 * What a folder may not import, for types neither: imports go
 * index -> plugins -> views | editor | picker | inspector -> running -> notebook | answer -> runstate -> wire | prompt.
 * `tokens` stands between `notebook | answer` and `runstate`, and names only what is in it or in `wire`.
 */
const above = {
  'prompt/**': ['wire', 'runstate', 'tokens', 'notebook', 'answer', 'running'],
  'wire/**': ['prompt', 'runstate', 'tokens', 'notebook', 'answer', 'running'],
  'runstate/**': ['tokens', 'notebook', 'answer', 'running'],
  'tokens.ts': ['runstate', 'notebook', 'answer', 'running'],
  'answer/**': ['tokens', 'notebook', 'running'],
  'notebook/**': ['answer', 'running'],
  'running/**': [],
  'views/**': ['editor', 'picker', 'inspector'],
  'editor/**': [
    'running',
    'notebook',
    'answer',
    'views',
    'picker',
    'inspector'
  ],
  'picker/**': [
    'running',
    'notebook',
    'answer',
    'views',
    'editor',
    'inspector'
  ],
  'inspector/**': ['running', 'notebook', 'answer', 'views', 'editor', 'picker']
};
const sides = ['views', 'editor', 'picker', 'inspector'];

const layers = Object.entries(above).map(([files, others]) => {
  const isSide = sides.some(side => files.startsWith(side));
  const all = [...others, ...(isSide ? [] : sides), 'plugins', 'index'];
  const regex = `^(\\.{1,2}/)+(${all.join('|')})(/|$)`;
  const message = `src/${files} knows nothing of what is above and beside it.`;
  return {
    files: [`src/${files}`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex, message }] }]
    }
  };
});

export default tseslint.config(
  {
    ignores: [
      'lib',
      'node_modules',
      'ai_jup',
      '.venv',
      'coverage',
      'ui-tests',
      '.out',
      '.site',
      '.tools',
      'src/wire/generated.ts',
      'src/answer/allowedmarkup.ts',
      'schema/wire.json'
    ]
  },
  js.configs.recommended,
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        // it has the tests besides all that the other has, whose types would be worked out a second time
        project: './tsconfig.test.json',
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ],
      // slots are methods: Lumino binds them to the object that is connected with them
      '@typescript-eslint/unbound-method': 'off',
      // a class and the types of its options, as in JupyterLab
      '@typescript-eslint/no-namespace': 'off'
    }
  },
  ...layers,
  {
    files: ['src/**'],
    plugins: { 'ai-jup': { rules: { 'no-circles': noCircles } } },
    rules: { 'ai-jup/no-circles': 'error' }
  },
  { plugins: { jupyter } },
  ...jupyter.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        __dirname: 'readonly'
      }
    }
  },
  {
    // the first prompt must not wait for code: all of it is small, and needed with the first notebook
    files: ['src/**/*.ts'],
    rules: { 'jupyter/prefer-lazy-imports': 'off' }
  },
  {
    files: ['src/__tests__/**'],
    rules: { 'jupyter/no-untranslated-string': 'off' }
  },
  prettier
);
