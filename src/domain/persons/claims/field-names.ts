/** Columns of a claim definition by their words on the wire, as far as a caller decides them. */
export const claimDefinitionFields = {
  claimType: 'claim_type',
  friendlyName: 'friendly_name',
  variableName: 'variable_name',
  kind: 'kind',
  options: 'options',
  multiple: 'multiple',
  pattern: 'pattern',
  scope: 'scope',
  updateable: 'updateable',
  restrictBySuborganizations: 'restrict_by_suborganizations',
  restrictElevation: 'restrict_elevation',
  personalDataCategory: 'personal_data_category',
} as const;
