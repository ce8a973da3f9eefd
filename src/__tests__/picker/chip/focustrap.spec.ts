import { describe, expect, it } from 'vitest';

import { wrapped } from '../../../picker/chip/focustrap';

describe('the keys of a box', () => {
  it('stay in it at both ends', () => {
    const box = document.createElement('div');
    box.tabIndex = -1;
    box.innerHTML = `
      <input type="radio" name="p" id="off"><input type="radio" name="p" id="on" checked>
      <input id="filter"><ul tabindex="-1"></ul><button disabled></button><button id="last"></button>`;
    document.body.append(box);
    const at = (id: string) => box.querySelector<HTMLElement>(`#${id}`)!;
    const to = (from: Element, isBack: boolean) =>
      wrapped(box, from, isBack)?.id ?? null;
    expect(to(at('last'), false)).toBe('on');
    expect(to(at('on'), true)).toBe('last');
    expect(to(at('filter'), false)).toBeNull();
    expect(to(at('filter'), true)).toBeNull();
    expect(to(box, true)).toBe('last');
    expect(to(box, false)).toBeNull();
    expect(to(document.body, false)).toBe('on');
    box.remove();
  });
});
