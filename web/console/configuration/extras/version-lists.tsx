import { Panel } from '../../../design/data/panel.tsx';
import { useTexts } from '../../language/language.ts';
import { AddLink, ResourceRows } from '../resource-rows.tsx';
import { versions } from '../resources/applications.ts';
import type { ExtraProps } from './extra-props.ts';

const platforms = ['android', 'ios'] as const;

/** The versions of an application, for each platform. */
export function VersionLists({ subject: { id, row } }: ExtraProps) {
  const { t } = useTexts();
  if (!row) return null;
  return platforms.map((platform) => (
    <Panel
      key={platform}
      title={t(`versions.${platform}`)}
      actions={<AddLink resource={versions} of={`${id}/${platform}`} />}
    >
      <ResourceRows resource={versions} of={`${id}/${platform}`} />
    </Panel>
  ));
}
