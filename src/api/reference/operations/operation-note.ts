import type { ErrorCode } from '../../../errors/error-catalogue.ts';

/** Note on an operation: what it does, and the codes of its own refusals. */
export type OperationNote = readonly [description: string, ...refuses: ErrorCode[]];

/** By method and address, without the version where several have the operation. */
export type OperationNotes = Readonly<Record<string, OperationNote>>;
