using 'main.bicep'

// From the environment, so that this file can be committed as it is. azd hands over what `azd env set` was told.
param organisationId = int(readEnvironmentVariable('STITCHEX_ORGANISATION_ID'))
param signInWith = readEnvironmentVariable('STITCHEX_SIGN_IN_WITH', 'password')
param email = readEnvironmentVariable('STITCHEX_EMAIL', '')
param password = readEnvironmentVariable('STITCHEX_PASSWORD', '')
param accessToken = readEnvironmentVariable('STITCHEX_ACCESS_TOKEN', '')
