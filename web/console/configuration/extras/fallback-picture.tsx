import { IconArrowDown } from '@tabler/icons-react';
import { Badge } from '../../../design/data/badge.tsx';
import { Panel } from '../../../design/data/panel.tsx';
import { useFormTexts } from '../../forms/form-texts.ts';
import { useTexts } from '../../language/language.ts';
import classes from '../configuration.module.css';
import { chainOf } from '../fallback-chain.ts';
import { useRows } from '../use-choices.ts';
import type { ExtraProps } from './extra-props.ts';

/** What is tried in turn where a type cannot be begun, as it is typed. */
export function FallbackPicture({ subject: { resource, row }, form }: ExtraProps) {
  const { t } = useTexts();
  const { optionOf } = useFormTexts(resource.id);
  const { rows = [] } = useRows(resource);
  const { name, fallback_type: typed } = form.draft.values;
  const own = String(row?.['name'] ?? name ?? '');
  const edited = { name: own, method: form.draft.values['method'], fallback_type: typed };
  const known = [edited, ...rows.filter((each) => each['name'] !== own)];
  const chain = chainOf(known, own);
  if (chain.length < 2) return null;
  const methodOf = (type: string) => known.find((each) => each['name'] === type)?.['method'];
  return (
    <Panel title={t('fallback.title')}>
      <p className="quiet note">{t('fallback.text')}</p>
      <ol className={classes.chain}>
        {chain.map((type, index) => (
          <li key={type}>
            {index > 0 && <IconArrowDown size={16} aria-hidden="true" />}
            <span className={classes.link} data-own={index === 0}>
              <span>{type}</span>
              <Badge tone={index === 0 ? 'accent' : 'quiet'}>{optionOf(String(methodOf(type) ?? ''))}</Badge>
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
