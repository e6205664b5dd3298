targetScope = 'resourceGroup'

@description('First part of every resource\'s name: a lower-case letter, then lower-case letters and digits.')
@minLength(2)
@maxLength(10)
param namePrefix string = 'stitchex'

@description('Region of all resources. It must offer the Flex Consumption plan.')
param location string = resourceGroup().location

@description('Tags of all resources.')
param tags { *: string } = {}

@description('Id of the Stitchex organisation whose records are received. One deployment serves one organisation.')
@minValue(1)
param organisationId int

@description('Base address of the Stitchex API.')
param apiBaseAddress string = 'https://api.uphance.com'

@description('What the app signs in to the Stitchex API with.')
@allowed(['password', 'accessToken'])
param signInWith string = 'password'

@description('E-mail address of the Stitchex user that the app signs in as. Not needed for an access token.')
param email string = ''

@description('That user\'s password. Left empty, the one in the vault stays as it is.')
@secure()
param password string = ''

@description('The access token, if the app signs in with one. Left empty, the one in the vault stays as it is.')
@secure()
param accessToken string = ''

@description('Instances that each group of functions may grow to. It bounds the cost, and how hard the Stitchex API is called: each instance keeps to the rate limit on its own. Regions that do not take less than 40 yet refuse the deployment.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Memory of an instance. It also decides about its share of a processor: 512 has a quarter of a core.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances that wait for webhooks all the time, and are paid for all the time. With 0 the first webhook after a quiet spell meets a cold start; Stitchex may give up on it and send it again.')
@minValue(0)
param alwaysReadyHttp int = 0

@description('Redundancy of the storage that holds the events. Standard_ZRS survives the loss of a data centre; take Standard_LRS in a region without zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Gigabytes of logs a day after which no more are taken until the next day; -1 for no limit.')
@minValue(-1)
param logDailyCapGb int = 1

var uniquePart = uniqueString(resourceGroup().id)
var functionAppName = '${namePrefix}-${uniquePart}'
var planName = '${namePrefix}-plan'
var identityName = '${namePrefix}-identity'
var storageAccountName = '${namePrefix}${uniquePart}'
var vaultName = '${namePrefix}-${uniquePart}'
var workspaceName = '${namePrefix}-logs'
var applicationInsightsName = '${namePrefix}-insights'

var secretName = signInWith == 'password' ? 'stitchex-password' : 'stitchex-access-token'

// Without a version, so that the app takes up a renewed secret by itself: within a day, or as soon as a setting changes.
var secretReference = '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${secretName})'

var signInSettings = signInWith == 'password'
  ? {
      Stitchex__Api__Email: empty(email) ? fail('signInWith=password needs the parameter email.') : email
      Stitchex__Api__Password: secretReference
    }
  : {
      Stitchex__Api__AccessToken: secretReference
    }

// The one list of the app's own settings: whatever the code reads as Stitchex:Section:Key is added here.
var stitchexSettings = {
  Stitchex__Api__BaseAddress: apiBaseAddress
  Stitchex__Api__OrganisationId: string(organisationId)
  ...signInSettings
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: identityName
  location: location
  tags: tags
}

module monitoring 'monitoring.bicep' = {
  params: {
    workspaceName: workspaceName
    applicationInsightsName: applicationInsightsName
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
  }
}

module storage 'storage.bicep' = {
  params: {
    name: storageAccountName
    location: location
    tags: tags
    sku: storageSku
  }
}

module vault 'vault.bicep' = {
  params: {
    name: vaultName
    location: location
    tags: tags
    secretName: secretName
    secretValue: signInWith == 'password' ? password : accessToken
  }
}

module roles 'roles.bicep' = {
  params: {
    identityName: identity.name
    storageAccountName: storageAccountName
    vaultName: vaultName
    applicationInsightsName: applicationInsightsName
  }
  dependsOn: [
    monitoring
    storage
    vault
  ]
}

module functions 'functions.bicep' = {
  params: {
    name: functionAppName
    planName: planName
    location: location
    tags: tags
    identityName: identity.name
    storageAccountName: storageAccountName
    applicationInsightsName: applicationInsightsName
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    alwaysReadyHttp: alwaysReadyHttp
    appSettings: stitchexSettings
  }
  dependsOn: [
    roles
  ]
}

@description('Name of the function app, to publish to.')
output functionAppName string = functionAppName

@description('Where Stitchex posts to, without the key.')
output webhookUrl string = 'https://${functions.outputs.hostName}/api/webhooks/stitchex'

@description('Prints the key to put behind the webhook URL as ?code=, once the app has been published. It opens nothing but the webhook.')
output webhookKeyCommand string = 'az functionapp function keys list --resource-group ${resourceGroup().name} --name ${functionAppName} --function-name ReceiveWebhook --query default --output tsv'
