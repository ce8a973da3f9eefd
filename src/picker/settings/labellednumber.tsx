import type { IFormRenderer } from '@jupyterlab/ui-components';
import React from 'react';

type Field = NonNullable<IFormRenderer['fieldRenderer']>;

/**
 * The form's own number field, with a label: JupyterLab's heading above it is none to a screen reader.
 */
export function LabelledNumber(
  props: React.ComponentProps<Field>
): JSX.Element {
  const { idSchema, registry, schema, uiSchema } = props;
  const { NumberField } = registry.fields;
  return (
    <>
      <h3 className="jp-FormGroup-fieldLabel">
        <label htmlFor={idSchema.$id}>{schema.title}</label>
      </h3>
      <NumberField
        {...props}
        uiSchema={{ ...uiSchema, 'ui:field': undefined }}
      />
    </>
  );
}
