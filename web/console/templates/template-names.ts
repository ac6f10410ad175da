import { useTexts, type TextKey } from '../language/language.ts';
import { contextKey } from './templates-query.ts';

/** What a template is for, and which part of it: of `mail.sign_in_code.subject` the sign-in code and the subject. */
export function useTemplateName(): (key: string) => { name: string; part: string } {
  const { t, has } = useTexts();
  return (key) => {
    if (key === contextKey) return { name: t('template.name.context'), part: t('template.part.question') };
    const [channel = '', name = '', part = channel === 'sms' ? 'sms' : 'frame'] = key.split('.');
    const nameKey = `template.name.${name}`;
    return { name: has(nameKey) ? t(nameKey as TextKey) : name, part: t(`template.part.${part}` as TextKey) };
  };
}
