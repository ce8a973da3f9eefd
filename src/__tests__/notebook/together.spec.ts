import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';

import { writeMetadata } from '../../notebook/metadata';
import { findAnswer } from '../../notebook/pairing';
import { isShared, ownName } from '../../notebook/people';
import { historyOf } from '../../notebook/undo/undosteps';
import { turn } from '../running/playedserver';
import { PairedNotebook } from './pairednotebook';

const prompt = (id: string) => ({ isPromptCell: true, id });
const answer = (id: string) => ({ isOutputCell: true, prompt: id });

const FROM_NETWORK = Symbol('network');

let ada: PairedNotebook;
let bob: PairedNotebook;
/** What each page has not been told yet, while the network is slow; null while it is not. */
let late: [Y.Doc, Uint8Array][] | null;

function pass(doc: Y.Doc, update: Uint8Array): void {
  Y.applyUpdate(doc, update, FROM_NETWORK);
}

/** Two people on one notebook, as real-time collaboration connects their pages. */
beforeEach(() => {
  late = null;
  ada = new PairedNotebook(
    ['x'],
    ['1', prompt('a')],
    ['1', answer('a')],
    ['y']
  );
  bob = new PairedNotebook();
  // a notebook without cells gets one
  bob.shared.deleteCell(0);
  bob.shared.clearUndoHistory();
  const [ours, theirs] = [ada, bob].map(({ shared }) => historyOf(shared).ydoc);
  pass(theirs, Y.encodeStateAsUpdate(ours));
  pass(ours, Y.encodeStateAsUpdate(theirs));
  const connect = (from: Y.Doc, to: Y.Doc) =>
    from.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === FROM_NETWORK) {
        return;
      }
      if (late) {
        late.push([to, update]);
      } else {
        pass(to, update);
      }
    });
  connect(ours, theirs);
  connect(theirs, ours);
  know(ada, 'Ada', 'Bob');
  know(bob, 'Bob', 'Ada');
});

afterEach(() => {
  bob.dispose();
  ada.dispose();
});

/** The users that a page knows of; the first is its own. */
function know({ shared }: PairedNotebook, own: string, ...others: string[]) {
  const { awareness } = historyOf(shared);
  const user = (name: string) => ({
    user: { username: name.toLowerCase(), display_name: name }
  });
  awareness.setLocalState(user(own));
  others.forEach((name, at) => awareness.getStates().set(at + 1, user(name)));
}

async function catchUp(): Promise<void> {
  const all = late ?? [];
  late = null;
  all.forEach(([doc, update]) => pass(doc, update));
  await turn();
}

/** Both pages show the same. */
function outline(): string {
  expect(bob.outline).toBe(ada.outline);
  return ada.outline;
}

describe('Undo in a notebook that two people share', () => {
  it("takes back one's own steps alone", async () => {
    ada.select(0);
    await ada.insertPrompt('N');
    bob.select(4);
    await bob.insertBelow();
    expect(outline()).toBe('x PN P1 A1 y E');
    await ada.act('undo');
    expect(outline()).toBe('x P1 A1 y E');
    await ada.act('undo');
    expect(outline()).toBe('x P1 A1 y E');
    await bob.act('undo');
    expect(outline()).toBe('x P1 A1 y');
  });

  it('keeps a pair together that was moved here and answered there', async () => {
    ada.select(1);
    await ada.act('moveDown');
    expect(outline()).toBe('x y P1 A1');
    bob.select(2);
    await bob.run();
    await ada.act('undo');
    expect(outline()).toBe('x P1 A1 y');
    await ada.act('redo');
    expect(outline()).toBe('x y P1 A1');
  });

  it("takes one's own prompt away with the answer that the other asked for, and brings both back", async () => {
    ada.select(0);
    await ada.insertPrompt('N');
    bob.select(1);
    await bob.run();
    expect(outline()).toBe('x PN An P1 A1 y');
    await ada.act('undo');
    expect(outline()).toBe('x P1 A1 y');
    await ada.act('redo');
    expect(outline()).toBe('x PN An P1 A1 y');
    expect(ada.strays).toEqual([]);
  });

  it('brings a pair back whose answer was being written in the other page when it was deleted', async () => {
    late = [];
    const written = findAnswer(ada.shared, 'a')!;
    ada.shared.transact(() => {
      written.setSource('more');
      writeMetadata(written, { parts: [['text', 4]] });
    }, false);
    bob.select(1);
    await bob.act('deleteCells');
    await catchUp();
    expect(outline()).toBe('x y');
    await bob.act('undo');
    expect(outline()).toMatch(/^x P1 A\S* y$/);
    expect(ada.strays).toEqual([]);
  });
});

describe('Who has a notebook open', () => {
  it('is others only if they are other people', () => {
    expect(isShared(ada.shared)).toBe(true);
    expect(ownName(ada.shared)).toBe('Ada');
    const { awareness } = historyOf(ada.shared);
    awareness.getStates().delete(1);
    expect(isShared(ada.shared)).toBe(false);
    // the same person in a second window
    awareness.getStates().set(2, awareness.getLocalState()!);
    expect(isShared(ada.shared)).toBe(false);
  });
});
