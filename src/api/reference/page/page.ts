import type { OpenApiDocument } from '../document.ts';
import { html, prose } from './html.ts';
import type { Html } from './html.ts';
import { operationSection } from './operation-section.ts';
import type { ShownOperation, ShownResponse } from './operation-section.ts';

type Declared = Omit<ShownOperation, 'method' | 'path' | 'responses'> & { tags: string[]; responses: Record<string, ShownResponse | { $ref: string }> };

/** The document as a page for people: no script, nothing from elsewhere. */
export function referencePage(document: OpenApiDocument): string {
  const { info, tags, components } = document;
  const groups = tags.map(({ name, description }) => ({ name, description, id: slug(name), operations: operationsOf(document, name) }));
  const schemes = Object.entries(components['securitySchemes'] ?? {}) as [string, { description: string }][];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<nav aria-label="Parts of the API">
<a class="brand" href="#top">${info.title}</a>
<details class="menu"><summary>Contents</summary>${contents(groups)}</details>
<div class="side">${contents(groups)}</div>
</nav>
<main id="top">
<h1>${info.title} API</h1>
<p class="lead">${info.description}</p>
<p>The same for tools: <a href="/openapi.json"><code>/openapi.json</code></a>, OpenAPI ${document.openapi}.</p>
<section id="callers"><h2>Who calls</h2>
<dl>${schemes.map(([name, { description }]) => html`<dt><code>${name}</code></dt><dd>${prose(description)}</dd>`)}</dl></section>
${groups.map(({ name, description, id, operations }) => html`<section id="${id}"><h2>${name}</h2><p>${prose(description)}</p>${operations.map(operationSection)}</section>`)}
</main>
</body>
</html>
`.text;
}

function contents(groups: readonly { name: string; id: string; operations: readonly unknown[] }[]): Html {
  return html`<ul><li><a href="#callers">Who calls</a></li>${groups.map(({ name, id, operations }) => html`<li><a href="#${id}">${name} <small>${operations.length}</small></a></li>`)}</ul>`;
}

function operationsOf({ paths, components }: OpenApiDocument, tag: string): ShownOperation[] {
  const follow = (response: ShownResponse | { $ref: string }) => ('$ref' in response ? (components['responses']?.[response.$ref.split('/').at(-1) ?? ''] as ShownResponse) : response);
  return Object.entries(paths).flatMap(([path, methods]) =>
    (Object.entries(methods) as [string, Declared][])
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, declared]) => ({ ...declared, method, path, responses: Object.entries(declared.responses).map(([status, response]): [string, ShownResponse] => [status, follow(response)]) })),
  );
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
