import { useMutation } from '@tanstack/react-query';
import { Button } from '../../../design/controls/button.tsx';
import { request } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { useTexts } from '../../language/language.ts';
import { ProblemNotice } from '../../parts/page-problem.tsx';
import { Section } from '../../parts/section.tsx';
import { ImportFile, path } from './import-file.tsx';

/** What changes a part of the configuration. */
const manages = [
  ...(['settings.manage', 'message-channels.manage', 'api-clients.manage', 'claims.manage'] as const),
  ...(['integrations.manage', 'clients.manage', 'policies.manage'] as const),
];

/** The whole configuration as one file: exported, and imported once its changes were seen. */
export function ConfigurationFile() {
  const { t } = useTexts();
  const may = useMay();
  const exporting = useMutation({ mutationFn: download });
  return (
    <Section
      title={t('configurationFile.title')}
      actions={
        <Button look="secondary" busy={exporting.isPending} onClick={() => exporting.mutate()}>
          {t('configurationFile.export')}
        </Button>
      }
    >
      <p className="quiet note">{t('configurationFile.text')}</p>
      {exporting.error && <ProblemNotice problem={exporting.error} />}
      {manages.some(may) && <ImportFile />}
    </Section>
  );
}

async function download(): Promise<void> {
  const { data } = await request('GET', path);
  const address = URL.createObjectURL(new Blob([JSON.stringify(data, undefined, 2)], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), {
    href: address,
    download: 'countersign-configuration.json',
  });
  link.click();
  URL.revokeObjectURL(address);
}
