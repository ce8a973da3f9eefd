import React from 'react';

import type { IModelPicker } from '../modelpicker';
import { ModelPicker } from '../modelpicker';

/**
 * The choice of a model that answers a prompt once: nothing names it afterwards but the answer's record.
 */
export function ModelForOnce(props: Omit<IModelPicker, 'level'>): JSX.Element {
  const { trans } = props;
  return (
    <>
      <h3 className="jp-AiJup-popupTitle">
        {trans.__('Ask again with another model')}
      </h3>
      <p className="jp-AiJup-popupNote">
        {trans.__(
          'It answers this once. The current answer is kept as an earlier one.'
        )}
      </p>
      <ModelPicker {...props} level="notebook" isForOnce />
    </>
  );
}
