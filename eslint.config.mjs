import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** What a layer may not import: imports go index -> plugins -> cell | editor | picker | inspector -> run -> wire. */
const above = {
  wire: ['run', 'cell', 'editor', 'picker', 'inspector', 'plugins'],
  run: ['cell', 'editor', 'picker', 'inspector', 'plugins'],
  cell: ['editor', 'picker', 'inspector', 'plugins'],
  editor: ['cell', 'picker', 'inspector', 'plugins'],
  picker: ['cell', 'editor', 'inspector', 'plugins'],
  inspector: ['cell', 'editor', 'picker', 'plugins']
};

const layers = Object.entries(above).map(([layer, others]) => ({
  files: [`src/${layer}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: ['../index', ...others.map(other => `../${other}/*`)],
            message: `${layer} knows nothing of the layers above and beside it.`
          }
        ]
      }
    ]
  }
}));

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
      '.tools',
      'src/wire/generated.ts',
      'schema/wire.json'
    ]
  },
  js.configs.recommended,
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.test.json'],
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
