import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../../design/feedback/problem.ts';
import { request, type Answer } from '../api/request.ts';
import { checkValues, type Faults } from '../forms/check-values.ts';
import { bodyOf, changedFields, changesOf, valuesOf, type FormValue, type FormValues } from '../forms/form-values.ts';
import { fieldsOf, type Field, type JsonSchema } from '../forms/json-schema.ts';
import { refusedFields } from '../forms/refused-fields.ts';
import { useDraft } from '../forms/use-draft.ts';
import { useTexts } from '../language/language.ts';
import type { Resource, Row, Schemas } from './resource.ts';

/** What is shown: something new, or what was read. */
export interface Subject {
  resource: Resource;
  schemas: Schemas;
  /** Where it is: an id, or what a new one belongs to. */
  id: string | undefined;
  of: string | undefined;
  row: Row | undefined;
  tag: string | undefined;
}

/** Whether it is created, replaced as a whole, or changed by the fields that differ. */
export type Mode = 'create' | 'replace' | 'change';

export function modeOf({ resource, row }: Pick<Subject, 'resource' | 'row'>): Mode {
  if (!row) return resource.isSingle ? 'replace' : 'create';
  return resource.isSingle && !resource.isOwn?.(row) ? 'replace' : 'change';
}

const isReadOnly = (field: Field) => field.description.includes('Read-only');

/** The fields of the form, and those that cannot be changed any more. */
export function formFields({ resource, schemas }: Pick<Subject, 'resource' | 'schemas'>, mode: Mode) {
  const writable = (schema: JsonSchema) => fieldsOf(schema, resource.kinds).filter((field) => !isReadOnly(field));
  const change = writable(schemas.change);
  const create = schemas.create ? writable(schemas.create) : change;
  if (mode !== 'change') {
    const isNeeded = ({ name, isRequired }: Field) => isRequired || (resource.needed?.includes(name) ?? false);
    return { fields: create.map((field) => ({ ...field, isRequired: isNeeded(field) })), fixed: new Set<string>() };
  }
  const changeable = new Map(change.map((field) => [field.name, field]));
  // What a new one needs cannot be emptied; a secret that is there is kept.
  const fields = create.map((field) => ({
    ...(changeable.get(field.name) ?? field),
    isRequired: field.isRequired && !field.isSecret,
  }));
  return { fields, fixed: new Set(fields.filter(({ name }) => !changeable.has(name)).map(({ name }) => name)) };
}

/** Everything that a form of a resource needs: values, what is wrong with them, and what saving does. */
export function useResourceForm(subject: Subject, onSaved: (answer: Answer<Row | undefined>) => void) {
  const { resource, row, id, of } = subject;
  const { has } = useTexts();
  const queries = useQueryClient();
  const mode = modeOf(subject);
  const { fields, fixed } = formFields(subject, mode);
  const first = valuesOf(fields, { ...(mode === 'change' ? {} : { ...resource.usual, ...contextOf(of) }), ...row });
  const draft = useDraft(`${resource.id}:${id ?? ''}:${of ?? ''}`, fields, first);
  const context = { ...row, ...contextOf(of) } as FormValues;
  const shown = fields.filter(({ name }) => resource.isShown?.(name, { ...context, ...draft.values }) ?? true);
  const editable = shown.filter(({ name }) => !fixed.has(name));
  const [faults, setFaults] = useState<Faults>({});
  const saving = useMutation({
    mutationFn: (more: Confirmed) => send(subject, mode, { editable, values: draft.values, first, ...more }),
    onSuccess: async (answer) => {
      draft.forget();
      await queries.invalidateQueries({ queryKey: ['configuration'] });
      onSaved(answer);
    },
    onError: (error) => setFaults(refusedFields(error, editable, has)),
  });
  const save = (tag = subject.tag, confirm?: number) => {
    const found = checkValues(editable, draft.values);
    setFaults(found);
    if (Object.keys(found).length === 0 && !saving.isPending) saving.mutate({ tag, confirm });
  };
  const isConflict = saving.error !== null && problemOf(saving.error).status === 412;
  const change = (name: string, value: FormValue) => {
    draft.setValues({ ...draft.values, [name]: value });
    setFaults(without(faults, name));
    if (saving.error) saving.reset();
  };
  const changed = changedFields(editable, draft.values, first);
  const reload = () => void queries.invalidateQueries({ queryKey: ['configuration', resource.id] });
  return { mode, shown, fixed, first, faults, saving, save, isConflict, change, changed, draft, reload };
}

export type ResourceForm = ReturnType<typeof useResourceForm>;

/** A new version knows its platform by where it is added. */
function contextOf(of: string | undefined): Row {
  const platform = of?.split('/')[1];
  return platform === undefined ? {} : { platform };
}

function without(faults: Faults, name: string): Faults {
  return Object.fromEntries(Object.entries(faults).filter(([at]) => at !== name && !at.startsWith(`${name}.`)));
}

interface Confirmed {
  tag: string | undefined;
  /** How many people may be locked out. */
  confirm: number | undefined;
}

interface Sent extends Confirmed {
  editable: readonly Field[];
  values: FormValues;
  first: FormValues;
}

function send(
  { resource, id, of }: Subject,
  mode: Mode,
  { editable, values, first, tag, confirm }: Sent,
): Promise<Answer<Row | undefined>> {
  const more = confirm === undefined ? {} : { confirm };
  if (mode === 'create')
    return request('POST', resource.listPath(of), { body: { ...bodyOf(editable, values), ...more } });
  const path = resource.isSingle ? resource.listPath() : resource.pathOf(id ?? '');
  if (mode === 'replace') return request('PUT', path, { body: bodyOf(editable, values), tag });
  return request('PATCH', path, { body: { ...changesOf(editable, values, first), ...more }, tag });
}
