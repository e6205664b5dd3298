using 'main.bicep'

// Storage and vault closed to the internet, instances in every zone, and callers by address. The ranges come from the
// environment, with commas between them.
param api = {
  OrganisationId: int(readEnvironmentVariable('STITCHEX_ORGANISATION_ID'))
  Email: readEnvironmentVariable('STITCHEX_EMAIL', '')
}
param signInWith = readEnvironmentVariable('STITCHEX_SIGN_IN_WITH', 'password')
param password = readEnvironmentVariable('STITCHEX_PASSWORD', '')
param accessToken = readEnvironmentVariable('STITCHEX_ACCESS_TOKEN', '')
param alerts = {
  emails: empty(alertEmail) ? [] : [alertEmail]
  noEventHours: 24
}

param privateNetwork = true
param zoneRedundant = true
param storageSku = 'Standard_ZRS'
param alwaysReadyHttp = 2
// What is left empty must not let everybody in.
param allowedIpRanges = empty(allowed)
  ? fail('STITCHEX_ALLOWED_IP_RANGES is empty. To let everybody in, give 0.0.0.0/0.')
  : split(allowed, ',')
param publishingIpRanges = empty(publishing)
  ? fail('STITCHEX_PUBLISHING_IP_RANGES is empty. To let everybody in, give 0.0.0.0/0.')
  : split(publishing, ',')

var allowed = readEnvironmentVariable('STITCHEX_ALLOWED_IP_RANGES', '')
var publishing = readEnvironmentVariable('STITCHEX_PUBLISHING_IP_RANGES', '')
var alertEmail = readEnvironmentVariable('STITCHEX_ALERT_EMAIL', '')
