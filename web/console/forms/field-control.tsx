import { useId, type ReactNode } from 'react';
import { CheckField, FieldError, TextField } from '../../design/controls/text-field.tsx';
import { useTexts } from '../language/language.ts';
import { AreaField } from './area-field.tsx';
import type { Choice, ControlProps, DrawControl } from './control-props.ts';
import { FieldFrame, Hint, HintWords, describedBy } from './field-frame.tsx';
import type { FormValue, FormValues } from './form-values.ts';
import classes from './forms.module.css';
import { GroupField, GroupsField } from './group-field.tsx';

/** One field of a form, by its kind. */
export function FieldControl(props: ControlProps) {
  const { field, value, choices, texts } = props;
  if (choices || field.kind === 'choice') {
    const own = field.options.map((option) => [option, texts.optionOf(option)] as const);
    return <ChoiceField {...props} options={choices ?? own} />;
  }
  switch (field.kind) {
    case 'flag':
      return <FlagField {...props} />;
    case 'choices':
      return <ChoicesField {...props} />;
    case 'group':
      return <GroupField {...props} values={value as FormValues} draw={drawControl} />;
    case 'groups':
      return <GroupsField {...props} entries={value as FormValues[]} draw={drawControl} />;
    case 'area':
    case 'lines':
    case 'pairs':
    case 'json':
      return (
        <Removable {...props}>
          <AreaField {...props} text={textOf(value)} />
        </Removable>
      );
    default:
      return (
        <Removable {...props}>
          <LineField {...props} text={textOf(value)} />
        </Removable>
      );
  }
}

const drawControl: DrawControl = (props) => <FieldControl {...props} />;

/** `false` stands for a secret that is to be removed. */
const textOf = (value: FormValue) => (typeof value === 'string' ? value : '');

/** A secret that is there can be removed, as an empty field keeps it. */
function Removable({
  field,
  value,
  isKept,
  isFixed,
  texts,
  onValue,
  children,
}: ControlProps & { children: ReactNode }) {
  const { t } = useTexts();
  if (!isKept || !field.isNullable || isFixed) return children;
  const isRemoved = value === false;
  return (
    <div className={classes.flag}>
      {!isRemoved && children}
      <CheckField checked={isRemoved} onChecked={(checked) => onValue(checked ? false : '')}>
        {t('form.remove', { name: texts.labelOf(field.name) })}
      </CheckField>
    </div>
  );
}

function useWords({ field, path, faults, texts, isFixed, isKept, isMarked }: ControlProps) {
  const { t } = useTexts();
  const fault = faults[path];
  const kept = isKept ? t('form.kept') : '';
  return {
    label: texts.labelOf(field.name),
    hint: [isFixed ? t('form.fixed') : texts.hintOf(field), kept].filter(Boolean).join(' '),
    error: fault && texts.faultOf(fault),
    mark: isMarked && !field.isRequired && !isFixed ? t('form.optional') : undefined,
  };
}

function LineField(props: ControlProps & { text: string }) {
  const { field, text, isFixed, onValue } = props;
  const { label, hint, error, mark } = useWords(props);
  const isNumber = field.kind === 'number';
  return (
    <TextField
      label={label}
      mark={mark}
      hint={hint && <HintWords text={hint} />}
      error={error}
      value={text}
      type={field.isSecret ? 'password' : 'text'}
      inputMode={isNumber ? 'numeric' : undefined}
      autoComplete={field.isSecret ? 'new-password' : 'off'}
      spellCheck={false}
      readOnly={isFixed}
      required={field.isRequired}
      onText={onValue}
    />
  );
}

function FlagField(props: ControlProps) {
  const { value, isFixed, onValue, path } = props;
  const { label, hint, error } = useWords(props);
  return (
    <div className={classes.flag}>
      <CheckField checked={value === true} disabled={isFixed} onChecked={onValue}>
        {label}
      </CheckField>
      <Hint text={hint} />
      <FieldError id={`${path}-error`} error={error} />
    </div>
  );
}

function ChoiceField(props: ControlProps & { options: readonly Choice[] }) {
  const { field, value, options, isFixed, onValue } = props;
  const id = useId();
  const { t } = useTexts();
  const { label, hint, error, mark } = useWords(props);
  const now = value as string;
  const isKnown = now === '' || options.some(([each]) => each === now);
  const all = isKnown ? options : [[now, now] as const, ...options];
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} mark={mark}>
      <select
        id={id}
        className={classes.select}
        value={now}
        disabled={isFixed}
        aria-describedby={describedBy(id, hint, error)}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {(!field.isRequired || now === '') && <option value="">{t('form.none')}</option>}
        {all.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

function ChoicesField(props: ControlProps) {
  const { field, value, texts, isFixed, onValue, path } = props;
  const { label, hint, error } = useWords(props);
  const chosen = value as string[];
  const toggle = (option: string, isChosen: boolean) =>
    onValue(field.options.filter((each) => (each === option ? isChosen : chosen.includes(each))));
  return (
    <fieldset className={classes.group} aria-invalid={error ? true : undefined}>
      <legend>{label}</legend>
      <Hint text={hint} />
      <div className={classes.checks}>
        {field.options.map((option) => (
          <CheckField
            key={option}
            checked={chosen.includes(option)}
            disabled={isFixed}
            onChecked={(checked) => toggle(option, checked)}
          >
            {texts.optionOf(option)}
          </CheckField>
        ))}
      </div>
      <FieldError id={`${path}-error`} error={error} />
    </fieldset>
  );
}
