import type { JsonSchema } from '../json-schema.ts';
import { describeLimits, describeType, fieldsOf } from './described-type.ts';
import { html, prose } from './html.ts';
import type { Html } from './html.ts';

interface Content {
  schema?: JsonSchema;
  examples?: Record<string, { summary: string; value: unknown }>;
}

export interface ShownResponse {
  description: string;
  content?: Record<string, Content>;
}

/** An operation as the document has it, its references followed. */
export interface ShownOperation {
  method: string;
  path: string;
  operationId: string;
  summary: string;
  security: Record<string, string[]>[];
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: JsonSchema }[];
  requestBody?: { content: Record<string, Content> };
  responses: [status: string, response: ShownResponse][];
}

export function operationSection({ method, path, operationId, summary, ...operation }: ShownOperation): Html {
  return html`<details class="operation">
<summary><span class="method ${method}">${method.toUpperCase()}</span> <code class="path">${path}</code> <span class="what">${prose(summary)}</span></summary>
<div class="body" id="${operationId}">
<p class="who">${callers(operation.security)}</p>
${parameters(operation.parameters)}
${Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => html`<h4>Body <small>${type}</small></h4>${fields(schema)}`)}
<h4>Answers</h4>
${operation.responses.map(([status, response]) => answer(status, response))}
</div>
</details>`;
}

function callers(security: readonly Record<string, string[]>[]): Html {
  if (security.length === 0) return html`Anybody may call it.`;
  const ways = security.map((one) => Object.keys(one).join(' and ')).join(', or ');
  const needs = [...new Set(security.flatMap((one) => Object.values(one).flat()))].join(', ');
  return html`Takes ${prose(ways)}${needs === '' ? '' : html`; needs <code>${needs}</code>`}.`;
}

function parameters(list: ShownOperation['parameters'] = []): Html {
  if (list.length === 0) return html``;
  const rows = list.map(({ name, in: place, required, description, schema }) => row({ name, place, required, schema, description: description ?? '', depth: 0 }));
  return html`<h4>Parameters</h4><div class="table"><table>${rows}</table></div>`;
}

function fields(schema: JsonSchema | undefined): Html {
  const found = schema ? fieldsOf(schema) : [];
  if (found.length === 0) return html`<p>${schema ? describeType(schema) : 'as it comes'}</p>`;
  return html`<div class="table"><table>${found.map(({ name, schema: own, isRequired, depth }) => row({ name, place: '', required: isRequired, schema: own, description: '', depth }))}</table></div>`;
}

interface Row {
  name: string;
  place: string;
  required: boolean;
  schema: JsonSchema;
  description: string;
  depth: number;
}

function row({ name, place, required, schema, description, depth }: Row): Html {
  const notes = [...describeLimits(schema), ...(schema.writeOnly ? ['can only be written'] : []), ...(schema.deprecated ? ['deprecated'] : [])];
  const mark = required ? html` <b title="required">*</b>` : '';
  const lines = [notes.length > 0 && html`<br><small>${notes.join('; ')}</small>`, description !== '' && html`<br>${prose(description)}`].filter((line) => line !== false);
  return html`<tr><th class="depth-${depth}"><code>${name}</code>${mark}${place === '' ? '' : html`<br><small>in ${place}</small>`}</th><td>${describeType(schema)}${lines}</td></tr>`;
}

function answer(status: string, { description, content = {} }: ShownResponse): Html {
  const kinds = Object.entries(content);
  const title = html`<b class="status s${status.slice(0, 1)}">${status}</b> ${prose(description)}`;
  if (kinds.length === 0) return html`<p class="answer">${title}</p>`;
  return html`<details class="answer"><summary>${title}</summary>${kinds.map(([type, one]) => html`<p><small>${type}</small></p>${Number(status) < 400 || !one.examples ? fields(one.schema) : examples(one.examples)}`)}</details>`;
}

function examples(list: NonNullable<Content['examples']>): Html[] {
  return Object.entries(list).map(([code, { summary, value }]) => html`<h5><code>${code}</code></h5><p>${prose(summary)}</p><pre>${JSON.stringify(value, null, 2)}</pre>`);
}
