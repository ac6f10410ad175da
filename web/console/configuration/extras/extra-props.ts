import type { ResourceForm, Subject } from '../use-resource-form.ts';

/** Of what stands beside the form of a resource. */
export interface ExtraProps {
  subject: Subject;
  form: ResourceForm;
}
