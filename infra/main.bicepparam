using 'main.bicep'

// From the environment, so that this file can be committed as it is. azd hands over what `azd env set` was told.
param api = {
  OrganisationId: int(readEnvironmentVariable('STITCHEX_ORGANISATION_ID'))
  Email: readEnvironmentVariable('STITCHEX_EMAIL', '')
}
param signInWith = readEnvironmentVariable('STITCHEX_SIGN_IN_WITH', 'password')
param password = readEnvironmentVariable('STITCHEX_PASSWORD', '')
param accessToken = readEnvironmentVariable('STITCHEX_ACCESS_TOKEN', '')
param alerts = {
  emails: empty(alertEmail) ? [] : [alertEmail]
}

var alertEmail = readEnvironmentVariable('STITCHEX_ALERT_EMAIL', '')
