using 'main.bicep'

// The least that a deployment needs: an organisation, and a login whose password is put into the vault by hand.
param api = {
  OrganisationId: int(readEnvironmentVariable('STITCHEX_ORGANISATION_ID'))
  Email: readEnvironmentVariable('STITCHEX_EMAIL')
}
