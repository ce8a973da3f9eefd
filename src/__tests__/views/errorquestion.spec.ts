import type { CodeCell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Widget } from '@lumino/widgets';
import { expect, it } from 'vitest';

import { ErrorQuestion } from '../../views/errorquestion';
import { OpenedNotebook, trans } from '../running/openednotebook';
import { turn } from '../running/playedserver';
import { OpenedPanel } from './openedpanel';

it('A question about an error that is to be written is selected: what is typed takes its place', async () => {
  const notebook = new OpenedNotebook();
  notebook.shared.insertCell(0, { cell_type: 'code', source: '1/0' });
  const opened = new OpenedPanel(notebook);
  Widget.attach(opened, document.body);
  const [cell] = opened.content.widgets as CodeCell[];
  const panel: NotebookPanel = opened.panel;
  const question = new ErrorQuestion({ cell, panel, trans });
  question.node.querySelectorAll('button')[1].click();
  await turn();
  const { activeCell, mode } = opened.content;
  const { editor, model } = activeCell!;
  const { source } = model.sharedModel;
  expect(mode).toBe('edit');
  expect(source).toMatch(/^Why does the cell above fail/);
  const { start, end } = editor!.getSelection();
  expect([start, end].map(at => editor!.getOffsetAt(at))).toEqual([
    0,
    source.length
  ]);
  question.dispose();
  opened.dispose();
});
