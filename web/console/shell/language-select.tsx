import { languages, type Language } from '../../design/language/page-language.ts';
import { SelectField } from '../../design/controls/select-field.tsx';
import { chooseLanguage, useTexts } from '../language/language.ts';

/** The language of the page. */
export function LanguageSelect() {
  const { t, language } = useTexts();
  return (
    <SelectField
      plain
      label={t('shell.language')}
      value={language}
      options={Object.entries(languages)}
      onValue={(chosen) => void chooseLanguage(chosen as Language)}
    />
  );
}
