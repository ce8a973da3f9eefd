import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { INamedModels, Replay } from '../../tokens';
import { useChanging } from '../usechanging';

/**
 * The choice of whether a notebook's cassette answers its prompts.
 */
export function ReplayChoice(props: {
  readonly names: INamedModels;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { names, trans } = props;
  const replay = useChanging(names, () => names.replay);
  const group = React.useId();
  const note = replayNote(replay, trans);
  return (
    <fieldset className="jp-AiJup-replay">
      <legend className="jp-AiJup-popupTitle">{trans.__('Replay')}</legend>
      {labels(trans).map(([value, label]) => (
        <label key={value}>
          <input
            type="radio"
            name={group}
            checked={value === replay}
            onChange={() => {
              names.replay = value;
            }}
          />
          {label}
        </label>
      ))}
      {note && <p className="jp-AiJup-popupNote">{note}</p>}
    </fieldset>
  );
}

function labels(trans: TranslationBundle): [Replay, string][] {
  return [
    ['off', trans.__('Off')],
    ['auto', trans.__('Answer from the cassette, ask for the rest')],
    ['strict', trans.__('Only from the cassette')],
    ['record', trans.__('Record again')]
  ];
}

/**
 * In one sentence, where answers come from; nothing where that is the model alone.
 */
export function describeReplay(
  replay: Replay,
  trans: TranslationBundle
): string {
  switch (replay) {
    case 'off':
      return '';
    case 'auto':
      return trans.__(
        'Replay: what is recorded is answered from the cassette, and the rest is recorded.'
      );
    case 'strict':
      return trans.__(
        'Replay: only the cassette answers, and no model is asked.'
      );
    case 'record':
      return trans.__('Replay: the model answers, and is recorded.');
  }
}

function replayNote(replay: Replay, trans: TranslationBundle): string {
  switch (replay) {
    case 'off':
      return '';
    case 'auto':
      return trans.__(
        'What was asked before is answered from the file beside the notebook that ends in .cassette.jsonl. What was not is asked, and recorded there.'
      );
    case 'strict':
      return trans.__(
        'No model is asked. What is not recorded in the file beside the notebook that ends in .cassette.jsonl fails.'
      );
    case 'record':
      return trans.__(
        'The model is asked each time, and recorded in the file beside the notebook that ends in .cassette.jsonl.'
      );
  }
}
