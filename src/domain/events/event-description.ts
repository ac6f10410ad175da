/** One kind of event. `event_type` on the wire is the name in upper case with underscores (contract/end-user.md section 3). */
export interface EventDescription {
  /** A name with stored events stays in the catalogue: the Events API finds only listed names. */
  name: string;
  family: string;
  description: string;
  /** A success of high volume that leaves another trace or changes nothing, so that a setting may leave it out. Never a refusal, a failure or a decision. */
  excludable?: true;
}
