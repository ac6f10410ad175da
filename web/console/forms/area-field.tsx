import { useId, useState, type DragEvent, type ReactNode } from 'react';
import { FileField } from '../../design/controls/file-field.tsx';
import { useTexts } from '../language/language.ts';
import type { ControlProps } from './control-props.ts';
import { describedBy, FieldFrame } from './field-frame.tsx';
import classes from './forms.module.css';

/** What a file of a key or an account may have at most. */
const largestFile = 64 * 1024;

/** Several lines of text, or the text of a file that is dropped or chosen. */
export function AreaField({
  field,
  path,
  text,
  faults,
  texts,
  isFixed,
  isKept,
  isMarked,
  onValue,
}: ControlProps & { text: string }) {
  const id = useId();
  const { t } = useTexts();
  const fault = faults[path];
  const error = fault && texts.faultOf(fault);
  const hint = [texts.hintOf(field), isKept ? t('form.kept') : ''].filter(Boolean).join(' ');
  const isExact = field.kind !== 'area' || field.isSecret;
  const area = (
    <FieldFrame
      id={id}
      label={texts.labelOf(field.name)}
      hint={hint}
      error={error}
      mark={isMarked && !field.isRequired && !isFixed ? t('form.optional') : undefined}
    >
      <textarea
        id={id}
        className={isExact ? `${classes.area} ${classes.exact}` : classes.area}
        rows={Math.min(12, Math.max(3, text.split('\n').length + 1))}
        value={text}
        readOnly={isFixed}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={describedBy(id, hint, error)}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onValue(event.currentTarget.value)}
      />
    </FieldFrame>
  );
  return field.isSecret && field.kind !== 'pairs' ? <FileDrop onText={onValue}>{area}</FileDrop> : area;
}

function FileDrop({ onText, children }: { onText: (text: string) => void; children: ReactNode }) {
  const { t } = useTexts();
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    setProblem(file.size > largestFile);
    if (file.size <= largestFile) onText(await file.text());
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <div className={classes.drop} data-over={isOver} onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
      {children}
      <FileField
        label={t('form.file')}
        choose={t('form.chooseFile')}
        none={t('form.noFile')}
        onFile={(file) => void take(file)}
      />
      {problem && <p role="alert">{t('form.fileTooLarge')}</p>}
    </div>
  );
}
