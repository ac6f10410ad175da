import { useEffect, useState } from 'react';
import type { FormValues } from './form-values.ts';
import type { Field } from './json-schema.ts';

interface Draft {
  values: FormValues;
  setValues: (values: FormValues) => void;
  /** What is there was typed before the page was left. */
  isRestored: boolean;
  forget: () => void;
}

const prefix = 'countersign.draft:';

/**
 * What is typed into a form and not yet saved. It stays in this tab when the page is left or loaded again, without its secrets.
 *
 * @param name of the form.
 * @param first what the form holds at first.
 */
export function useDraft(name: string, fields: readonly Field[], first: FormValues): Draft {
  const [kept] = useState(() => read(name));
  const [values, setValues] = useState<FormValues>({ ...first, ...kept });
  const [isRestored, setRestored] = useState(kept !== undefined);
  const changed = changedValues(fields, values, first);
  const text = JSON.stringify(changed);
  const isChanged = Object.keys(changed).length > 0;
  useEffect(() => {
    try {
      if (isChanged) sessionStorage.setItem(prefix + name, text);
      else sessionStorage.removeItem(prefix + name);
    } catch {
      // A browser that keeps nothing loses it with the page.
    }
  }, [name, text, isChanged]);
  return {
    values,
    setValues,
    isRestored,
    forget() {
      setRestored(false);
      setValues(first);
      try {
        sessionStorage.removeItem(prefix + name);
      } catch {
        // Nothing is kept.
      }
    },
  };
}

/** Removes all drafts of this tab: they are of who was signed in. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefix)) sessionStorage.removeItem(name);
  } catch {
    // Nothing is kept.
  }
}

function read(name: string): FormValues | undefined {
  try {
    const text = sessionStorage.getItem(prefix + name);
    return text === null ? undefined : (JSON.parse(text) as FormValues);
  } catch {
    return undefined;
  }
}

/** Only what was changed: what another operator changes meanwhile must not be overwritten by what was there before. */
function changedValues(fields: readonly Field[], values: FormValues, first: FormValues): FormValues {
  const changed = fields.filter(
    ({ name, isSecret }) => !isSecret && JSON.stringify(values[name]) !== JSON.stringify(first[name]),
  );
  return Object.fromEntries(changed.map(({ name }) => [name, values[name] ?? '']));
}
