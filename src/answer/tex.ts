import { TEX_COMMANDS, TEX_ENVIRONMENTS } from './allowedmarkup';

const COMMANDS = new Set([...TEX_COMMANDS, '$']);
const ENVIRONMENTS = new Set(TEX_ENVIRONMENTS);

const COMMAND = /\\(?:(?:begin|end)\s*\{([^{}]*)\}|([a-zA-Z]+)|([^]|$))/g;
const COLOR = /\\(?:text)?color(?![a-zA-Z])(?!\s*\{[a-zA-Z]+\})/;

/**
 * Whether a formula has only commands that write: MathJax has others, which load, run, define or style.
 *
 * @param tex - the formula, without the signs around it
 *
 * #### Notes
 * Not whether it is a whole formula: what is none does nothing either.
 */
export function isHarmlessTex(tex: string): boolean {
  const isAllowed = [...tex.matchAll(COMMAND)].every(
    ([, environment, name, sign]) =>
      environment === undefined
        ? COMMANDS.has(name ?? sign)
        : ENVIRONMENTS.has(environment)
  );
  return isAllowed && !COLOR.test(tex);
}
