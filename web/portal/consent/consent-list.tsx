import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckField } from '../../design/controls/text-field.tsx';
import type { ConsentClaim } from '../api/consent.ts';
import type { Texts } from '../language/texts.ts';
import classes from './consent.module.css';
import { keyOf, type Kind } from './ticked.ts';

interface ConsentListProps {
  kind: Kind;
  title: string;
  items: readonly Pick<ConsentClaim, 'name' | 'description' | 'motivation' | 'required'>[];
  ticked: ReadonlySet<string>;
  onTick: (key: string, on: boolean) => void;
}

/** Scopes or claims with a box for each; what the site needs is marked. */
export function ConsentList({ kind, title, items, ticked, onTick }: ConsentListProps) {
  const { t, i18n } = useTranslation();
  const heading = useId();
  const claimText = (name: string) => {
    const key = `claim.${name as keyof Texts['claim']}` as const;
    return i18n.exists(key) ? t(key) : undefined;
  };
  if (items.length === 0) return null;
  return (
    <section aria-labelledby={heading} className={classes.section}>
      <h2 id={heading}>{title}</h2>
      <ul className={classes.list}>
        {items.map(({ name, description, motivation, required }) => (
          <li key={name}>
            <CheckField checked={ticked.has(keyOf(kind, name))} onChecked={(on) => onTick(keyOf(kind, name), on)}>
              {description ?? claimText(name) ?? name}
              {required && <span className={classes.required}>{t('consent.required')}</span>}
              {motivation && <span className={classes.why}>{motivation}</span>}
            </CheckField>
          </li>
        ))}
      </ul>
    </section>
  );
}
