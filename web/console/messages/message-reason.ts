import { useTexts, type TextKey } from '../language/language.ts';

/** Why a message did not go out or arrive, and what can be done. A code that is not known here is shown as it is. */
export function useReason(): (code: string) => { what: string; todo: string } {
  const { t, has } = useTexts();
  return (code) => {
    const name = /^\d+$/.test(code) ? `twilio${code}` : code;
    const key = `message.reason.${name}`;
    if (has(`${key}.what`)) return { what: t(`${key}.what` as TextKey), todo: t(`${key}.todo` as TextKey) };
    return { what: t('message.reasonOther', { code }), todo: t('message.reasonOtherTodo') };
  };
}
