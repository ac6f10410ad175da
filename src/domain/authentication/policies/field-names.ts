/** Columns of an authentication policy by their words on the wire. */
export const policyFields = {
  name: 'name',
  kind: 'kind',
  subjectId: 'subject_id',
  methods: 'methods',
  firstFactors: 'first_factors',
  minimumLevel: 'minimum_level',
  factors: 'factors',
  maxSessionAge: 'max_session_age',
  trustedDeviceDays: 'trusted_device_days',
  conditions: 'conditions',
} as const;
