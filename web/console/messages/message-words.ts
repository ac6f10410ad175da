import { useTexts, type TextKey } from '../language/language.ts';

/** What a message says, by the name of its template. */
export function useMessageName(): (template: string) => string {
  const { t, has } = useTexts();
  return (template) => {
    const key = `template.name.${template}`;
    return has(key) ? t(key as TextKey) : template;
  };
}

/** The templates that messages are sent by. */
export const messageTemplates = [
  'sign_in_code',
  'sign_in_link',
  'contact_code',
  'invitation',
  'activation',
  'action_token',
  'method_changed',
  'change_undone',
  'certificate_expires',
] as const;
