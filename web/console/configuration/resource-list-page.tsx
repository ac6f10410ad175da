import { useParams } from '@tanstack/react-router';
import { useTexts, type TextKey } from '../language/language.ts';
import { PageHead } from '../parts/page-head.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import type { Resource } from './resource.ts';
import { ResourceFormPage } from './resource-form-page.tsx';
import { AddLink, ResourceRows } from './resource-rows.tsx';
import { resourceOf } from './resources/resources.ts';

/** All of a kind, or the form of the only one. */
export function ConfigurationPage() {
  const { kind } = useParams({ from: '/shell/configuration/$kind' });
  const resource = resourceOf(kind);
  if (!resource) return <NotFoundPage />;
  if (resource.isSingle) return <ResourceFormPage key={kind} resource={resource} id="" />;
  return <ListPage key={kind} resource={resource} />;
}

function ListPage({ resource }: { resource: Resource }) {
  const { t } = useTexts();
  return (
    <>
      <PageHead title={t(`resource.${resource.id}.title` as TextKey)} actions={<AddLink resource={resource} />}>
        {t(`resource.${resource.id}.text` as TextKey)}
      </PageHead>
      <ResourceRows resource={resource} />
    </>
  );
}
