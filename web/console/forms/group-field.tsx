import { IconPlus } from '@tabler/icons-react';
import { Fragment } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { FieldError } from '../../design/controls/text-field.tsx';
import { useTexts } from '../language/language.ts';
import type { ControlProps, DrawControl } from './control-props.ts';
import { Hint } from './field-frame.tsx';
import { valuesOf, type FormValues } from './form-values.ts';
import classes from './forms.module.css';

/** Fields that belong together. */
export function GroupField(props: ControlProps & { values: FormValues; draw: DrawControl }) {
  const { field, path, texts, faults } = props;
  const fault = faults[path];
  return (
    <fieldset className={classes.group}>
      <legend>{texts.labelOf(field.name)}</legend>
      <Hint text={texts.hintOf(field)} />
      <GroupFields {...props} />
      <FieldError id={`${path}-error`} error={fault && texts.faultOf(fault)} />
    </fieldset>
  );
}

function GroupFields({
  field,
  path,
  values,
  draw,
  onValue,
  ...rest
}: ControlProps & { values: FormValues; draw: DrawControl }) {
  return field.fields.map((each) => (
    <Fragment key={each.name}>
      {draw({
        ...rest,
        field: each,
        path: `${path}.${each.name}`,
        value: values[each.name] ?? '',
        choices: undefined,
        isKept: false,
        onValue: (value) => onValue({ ...values, [each.name]: value }),
      })}
    </Fragment>
  ));
}

/** Any number of such groups. */
export function GroupsField(props: ControlProps & { entries: FormValues[]; draw: DrawControl }) {
  const { field, path, texts, faults, entries, isFixed, onValue } = props;
  const { t } = useTexts();
  const fault = faults[path];
  const change = (index: number, entry: FormValues) =>
    onValue(entries.map((each, at) => (at === index ? entry : each)));
  return (
    <fieldset className={classes.group}>
      <legend>{texts.labelOf(field.name)}</legend>
      <Hint text={texts.hintOf(field)} />
      {entries.map((entry, index) => (
        <fieldset key={index} className={classes.group}>
          <legend>{t('form.entry', { number: index + 1 })}</legend>
          <GroupFields
            {...props}
            path={`${path}.${index}`}
            values={entry}
            onValue={(value) => change(index, value as FormValues)}
          />
          {!isFixed && (
            <div>
              <Button look="plain" onClick={() => onValue(entries.filter((_, at) => at !== index))}>
                {t('form.removeEntry', { number: index + 1 })}
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      {!isFixed && (
        <div>
          <Button
            look="secondary"
            icon={<IconPlus size={16} aria-hidden="true" />}
            onClick={() => onValue([...entries, valuesOf(field.fields, {})])}
          >
            {t('form.addEntry')}
          </Button>
        </div>
      )}
      <FieldError id={`${path}-error`} error={fault && texts.faultOf(fault)} />
    </fieldset>
  );
}
