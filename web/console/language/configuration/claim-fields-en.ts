/** The names of the fields of a claim definition in English. */
export const claimFields = {
  claim_type: 'URI',
  friendly_name: 'Name for people',
  variable_name: 'Variable name',
  options: 'Options',
  multiple: 'Several values',
  pattern: 'Pattern',
  scope: 'Given with the scope',
  updateable: 'People change it themselves',
  restrict_elevation: 'No person gives it to themselves',
  restrict_by_suborganizations: 'For the organizations below',
  personal_data_category: 'Kind of personal data',
};
