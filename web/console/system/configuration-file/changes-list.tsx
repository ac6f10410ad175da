import { Badge, type Tone } from '../../../design/data/badge.tsx';
import { useTexts, type TextKey } from '../../language/language.ts';
import { fieldDiffs, type Change, type FieldDiff } from './file-diff.ts';
import classes from './configuration-file.module.css';

const tones: Record<Change['action'], Tone> = { create: 'success', change: 'warning', delete: 'danger' };

/** Characters of a value that are shown at once. */
const shortText = 160;

/** What an import would add, change and remove, kind by kind and field by field. */
export function ChangesList({ changes }: { changes: readonly Change[] }) {
  const sectionName = useSectionName();
  return [...Map.groupBy(changes, ({ section }) => section)].map(([section, ofSection]) => (
    <section key={section} className={classes.kind} aria-label={sectionName(section)}>
      <h3>
        {sectionName(section)} <span className={classes.count}>{ofSection.length}</span>
      </h3>
      <ul className={classes.changes}>
        {ofSection.map((change) => (
          <OneChange key={change.id} change={change} />
        ))}
      </ul>
    </section>
  ));
}

function OneChange({ change }: { change: Change }) {
  const { t } = useTexts();
  const sectionName = useSectionName();
  const { id, section, action } = change;
  const diffs = fieldDiffs(change);
  return (
    <li className={classes.one}>
      <div className={classes.head}>
        <strong className={classes.id}>{id === section ? sectionName(section) : id}</strong>
        <Badge tone={tones[action]}>{t(`configurationFile.action.${action}`)}</Badge>
      </div>
      {diffs.length > 0 && (
        <dl className={classes.values}>
          {diffs.map((diff) => (
            <FieldLine key={diff.field} diff={diff} />
          ))}
        </dl>
      )}
    </li>
  );
}

/** What a member of the file is called. */
export function useSectionName(): (section: string) => string {
  const { t, has } = useTexts();
  return (section) => {
    const key = `configurationFile.section.${section}`;
    return has(key) ? t(key as TextKey) : section;
  };
}

function FieldLine({ diff: { field, before, after } }: { diff: FieldDiff }) {
  const { t } = useTexts();
  return (
    <div className={classes.fieldLine}>
      <dt>
        <code>{field}</code>
      </dt>
      <dd>
        {before !== undefined && (
          <del>
            <span className="visually-hidden">{t('configurationFile.before')} </span>
            <Value text={before} />
          </del>
        )}
        {after !== undefined && (
          <ins>
            <span className="visually-hidden">{t('configurationFile.after')} </span>
            <Value text={after} />
          </ins>
        )}
      </dd>
    </div>
  );
}

/** A value whole; one of several lines opens on demand. */
function Value({ text }: { text: string }) {
  const { t } = useTexts();
  if (text.length <= shortText) return text;
  return (
    <details className={classes.long}>
      <summary>
        {text.slice(0, shortText)}… <span className={classes.more}>{t('configurationFile.whole')}</span>
      </summary>
      <span>{text}</span>
    </details>
  );
}
