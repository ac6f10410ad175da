/** The names of the fields of a claim definition in Dutch. */
export const claimFields = {
  claim_type: 'URI',
  friendly_name: 'Naam voor mensen',
  variable_name: 'Naam van de variabele',
  options: 'Keuzes',
  multiple: 'Meer waarden',
  pattern: 'Patroon',
  scope: 'Gegeven met de scope',
  updateable: 'Mensen wijzigen hem zelf',
  restrict_elevation: 'Mensen geven hem niet aan zichzelf',
  restrict_by_suborganizations: 'Voor de organisaties eronder',
  personal_data_category: 'Soort persoonsgegeven',
};
