import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { searchAttributes } from '../../domain/workflows/search-attributes.ts';

type Key = ReturnType<typeof defineSearchAttributeKey<'KEYWORD'>>;

const keyword = (name: keyof typeof searchAttributes): Key => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

export const authMethod = keyword('AuthMethod');
export const authStatus = keyword('AuthStatus');
export const userHash = keyword('UserHash');

/**
 * Changes what this workflow is found by. One that was started without, as before these attributes were there or in a namespace that
 * does not know them, goes without: so its history says whether there is such an event, and old ones replay.
 */
export function changeSearchAttribute(key: Key, value: string): void {
  const known = workflowInfo().typedSearchAttributes.get(key);
  if (known !== undefined && known !== value) upsertSearchAttributes([{ key, value }]);
}

/** Adds what nobody knew at the start. Where that carried no attributes, the namespace may not know them: it goes without. */
export function addSearchAttribute(key: Key, value: string): void {
  const { typedSearchAttributes } = workflowInfo();
  if (typedSearchAttributes.get(authStatus) !== undefined && typedSearchAttributes.get(key) !== value) upsertSearchAttributes([{ key, value }]);
}
