/** One kind of event. `event_type` on the wire is the name in upper case with underscores (contract/end-user.md section 3). */
export interface EventDescription {
  name: string;
  family: string;
  description: string;
}
