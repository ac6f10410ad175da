/** What the engine knows of the newest run of a workflow. */
export type WorkflowLook =
  | { state: 'open' }
  /** `result` is what it returned; undefined where it did not come to its end. */
  | { state: 'closed'; closedAt: number; result: unknown }
  /** Never started, or forgotten since. */
  | { state: 'unknown' };

export interface ListedWorkflow {
  id: string;
  type: string;
  /** Epoch milliseconds. */
  startedAt: number;
}

/** Looking workflows up in the engine. The two lists lag behind what happens; `look` does not. */
export interface WorkflowDirectory {
  /** Those of these workflows that seem to be open. */
  findOpen(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Workflows of this installation that seem to be open, of these types and started before, the newest first.
   * @param before epoch milliseconds.
   */
  listOpen(types: readonly string[], before: number, most: number): Promise<ListedWorkflow[]>;
  look(id: string): Promise<WorkflowLook>;
  /** Ends a workflow that has nothing left to write to. */
  terminate(id: string, reason: string): Promise<void>;
}
