import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../language/language.ts';
import classes from './parts.module.css';

/** An id in full, with a button that copies it. */
export function CopiedText({ text, name }: { text: string; name: string }) {
  const { t } = useTexts();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // A browser that refuses leaves the text to be selected.
    }
  };
  return (
    <span className={classes.code}>
      <code dir="ltr">{text}</code>
      <button
        type="button"
        className={classes.copy}
        aria-label={isCopied ? t('parts.copied') : t('parts.copy', { name })}
        onClick={() => void copy()}
        onBlur={() => setCopied(false)}
      >
        {isCopied ? <IconCheck size={14} aria-hidden="true" /> : <IconCopy size={14} aria-hidden="true" />}
      </button>
    </span>
  );
}
