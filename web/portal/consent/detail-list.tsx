import { useTranslation } from 'react-i18next';
import type { ConsentDetail } from '../api/consent.ts';
import classes from './consent.module.css';

/** What the site wants to do in particular, every value of it: allowed or denied with the rest. */
export function DetailList({ details }: { details: readonly ConsentDetail[] }) {
  const { t } = useTranslation();
  if (details.length === 0) return null;
  return (
    <section className={classes.section} aria-label={t('consent.details')}>
      <h2>{t('consent.details')}</h2>
      {details.map(({ type, description, resource, fields }, index) => (
        <div key={index} className={classes.detail}>
          <strong>{description ?? type}</strong>
          <span className={classes.why}>{resource}</span>
          <dl className={classes.values}>
            {fields.map(({ label, value }, place) => (
              <div key={place}>
                <dt>{label}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </section>
  );
}
