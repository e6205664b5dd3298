targetScope = 'resourceGroup'

import { alertSettings } from 'alertSettings.bicep'
import {
  apiSettings
  appSettingsOf
  destinationAppSettingsOf
  destinationSettings
  handlerAppSettingsOf
  processingSettings
  reconcileSettings
  resourceAppSettingsOf
  resourceSettings
  retentionSettings
  telemetrySettings
} from 'settings.bicep'

@description('First part of every resource\'s name: a lower-case letter, then lower-case letters and digits.')
@minLength(2)
@maxLength(10)
param namePrefix string = 'stitchex'

@description('Region of all resources. It must offer the Flex Consumption plan.')
param location string = resourceGroup().location

@description('Tags of all resources.')
param tags { *: string } = {}

@description('Stitchex:Api: the organisation, the sign-in, the API.')
param api apiSettings

@description('What the app signs in to the Stitchex API with.')
@allowed(['password', 'accessToken'])
param signInWith string = 'password'

@description('The password of the user api.Email. Left empty, the one in the vault stays as it is.')
@secure()
param password string = ''

@description('The access token, if the app signs in with one. Left empty, the one in the vault stays as it is.')
@secure()
param accessToken string = ''

@description('Stitchex:Processing: how events are processed, retried and dead-lettered.')
param processing processingSettings = {}

@description('Stitchex:Retention: how long events are kept.')
param retention retentionSettings = {}

@description('Stitchex:Reconcile: when what Stitchex has is compared with what was delivered.')
param reconcile reconcileSettings = {}

@description('Stitchex:Telemetry: what is exported of traces.')
param telemetry telemetrySettings = {}

@description('Stitchex:IgnoredEvents: events that are stored and not processed, such as product_update or product_*.')
param ignoredEvents string[] = []

@description('Stitchex:Resources: where records are, by the resource\'s name.')
param resources { *: resourceSettings } = {}

@description('Stitchex:Destinations: systems that get changes of records, by name.')
param destinations { *: destinationSettings } = {}

@description('Resource ids of storage queues, Service Bus namespaces and Event Grid topics that destinations send to with the app\'s identity, which gets the role to send there. They may be in other resource groups, and whoever deploys needs the right to assign roles on them.')
param destinationResources string[] = []

@description('Settings of your own handlers, by name, such as Ledger:Address.')
param handlerSettings { *: string } = {}

@description('Secrets of your own handlers: the setting\'s name, such as Ledger:ApiKey, and the name of the secret in the vault.')
param handlerSecretNames { *: string } = {}

@description('Log levels that differ from host.json, by category; default for all others.')
param logLevels { *: ('Trace' | 'Debug' | 'Information' | 'Warning' | 'Error' | 'Critical' | 'None') } = {}

@description('Requests a minute to the Stitchex API, of all instances together: what was agreed with Stitchex, which publishes no limit. Each instance keeps to its share by itself.')
@minValue(1)
@maxValue(100000)
param requestsPerMinute int = 600

@description('Instances on demand that each group of functions may grow to. It bounds the cost, and each instance has that share of requestsPerMinute, also while it is the only one. A region that takes no less than 40 rejects the deployment.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 4

@description('Memory of an instance. It also decides about its share of a processor: 512 has a quarter of a core.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances that wait for webhooks all the time, and are paid for all the time. With 0 the first webhook after a quiet spell meets a cold start; Stitchex may give up on it and send it again. 1 is rejected: while the platform replaces that one instance, webhooks meet none.')
@minValue(0)
param alwaysReadyHttp int = 0

@description('Start the app in a .NET process that the platform keeps warm. With .NET 10 that process crashes in some apps (exit code 139, github.com/Azure/azure-functions-dotnet-worker/issues/3335); false starts one of the app\'s own, and each cold start takes some seconds longer.')
param useWarmProcess bool = true

@description('Spread instances over the region\'s zones. The platform then keeps two instances of each of the six groups ready, beside those on demand. All twelve are paid for all the time, and storage has to be zone-redundant too.')
param zoneRedundant bool = false

@description('Reach storage and vault through a network of the app\'s own, and close them to all others.')
param privateNetwork bool = false

@description('Addresses of that network.')
param networkAddressPrefix string = '10.80.0.0/24'

@description('Address ranges that may call the app: Stitchex\'s, and the operators\'. Empty for all; the key is asked for all the same.')
param allowedIpRanges string[] = []

@description('Address ranges that may publish to the app. Empty for all; an Entra ID token is asked for all the same.')
param publishingIpRanges string[] = []

@description('Put Azure Front Door before the app, which is then reachable through it alone. It has a monthly price of its own, and does not go with allowedIpRanges: what it sees is Front Door\'s address.')
param frontDoor bool = false

@description('Keep storage and vault from being deleted, by a lock that somebody has to remove first. Deploying it takes the right to manage locks: Owner, or User Access Administrator beside Contributor.')
param deleteLocks bool = false

@description('Requests to tables and blobs that are logged. All three are what an audit may ask for, and more than a gigabyte for each 100,000 events.')
param storageLogs ('StorageRead' | 'StorageWrite' | 'StorageDelete')[] = ['StorageDelete']

@description('Redundancy of the storage that holds the events. Standard_ZRS survives the loss of a data centre; take Standard_LRS in a region without zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Gigabytes of logs a day after which no more are ingested until the next day; -1 for no limit.')
@minValue(-1)
param logDailyCapGb int = 1

@description('When to raise an alert, and whom to tell.')
param alerts alertSettings = {}

var uniquePart = uniqueString(resourceGroup().id)
var functionAppName = '${namePrefix}-${uniquePart}'
var planName = '${namePrefix}-plan'
var identityName = '${namePrefix}-identity'
var storageAccountName = '${namePrefix}${uniquePart}'
var vaultName = '${namePrefix}-${uniquePart}'
var workspaceName = '${namePrefix}-logs'
var applicationInsightsName = '${namePrefix}-insights'
var networkName = '${namePrefix}-network'
var frontDoorName = '${namePrefix}-front-door'

// Of the group that sends them, ProcessEvent; no always ready instances are asked for there, but with zones it has two.
var processingInstances = maximumInstanceCount + (zoneRedundant ? 2 : 0)
var instanceShare = requestsPerMinute / processingInstances
var instanceRequestsPerMinute = api.?RequestsPerMinute ?? instanceShare

var secretName = signInWith == 'password' ? 'stitchex-password' : 'stitchex-access-token'

// Without a version, so that the app takes up a renewed secret by itself: within a day, or as soon as a setting changes.
func referenceTo(vault string, secret string) string => '@Microsoft.KeyVault(VaultName=${vault};SecretName=${secret})'

var secretReference = referenceTo(vaultName, secretName)

// The app rejects to start with a token and an e-mail address.
var email = signInWith != 'password'
  ? ''
  : empty(api.?Email ?? '') ? fail('signInWith=password needs api.Email.') : api.?Email

// The one list of the app's own settings: whatever the code reads as Stitchex:Section:Key is added here.
var stitchexSettings = {
  ...appSettingsOf('Stitchex__Api', {
    ...api
    Email: email
    RequestsPerMinute: instanceRequestsPerMinute < 1 || instanceRequestsPerMinute > instanceShare
      ? fail('requestsPerMinute is what all instances have together: it must be at least the number of instances (maximumInstanceCount, and 2 more with zoneRedundant), and at least api.RequestsPerMinute times that number.')
      : instanceRequestsPerMinute
  })
  ...appSettingsOf('Stitchex__Processing', processing)
  ...appSettingsOf('Stitchex__Retention', retention)
  ...appSettingsOf('Stitchex__Reconcile', reconcile)
  ...appSettingsOf('Stitchex__Telemetry', telemetry)
  ...appSettingsOf('Stitchex', { IgnoredEvents: ignoredEvents })
  ...resourceAppSettingsOf(resources)
  ...destinationAppSettingsOf(destinations)
  ...(signInWith == 'password'
    ? { Stitchex__Api__Password: secretReference }
    : { Stitchex__Api__AccessToken: secretReference })
}

var ownSettings = handlerAppSettingsOf({
  ...handlerSettings
  ...mapValues(handlerSecretNames, name => referenceTo(vaultName, name))
})

// The host and the app filter their logs each by itself.
var logSettings = {
  ...appSettingsOf('AzureFunctionsJobHost__logging__logLevel', logLevels)
  ...appSettingsOf('Logging__LogLevel', logLevels)
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
    sku: zoneRedundant && storageSku == 'Standard_LRS'
      ? fail('zoneRedundant needs storageSku Standard_ZRS or Standard_GZRS.')
      : storageSku
    isPrivate: privateNetwork
    isLocked: deleteLocks
    workspaceName: workspaceName
    logs: storageLogs
  }
  dependsOn: [
    monitoring
  ]
}

module vault 'vault.bicep' = {
  params: {
    name: vaultName
    location: location
    tags: tags
    isPrivate: privateNetwork
    isLocked: deleteLocks
    workspaceName: workspaceName
    secretName: secretName
    secretValue: signInWith == 'password' ? password : accessToken
  }
  dependsOn: [
    monitoring
  ]
}

module network 'network.bicep' = if (privateNetwork) {
  params: {
    name: networkName
    location: location
    tags: tags
    addressPrefix: networkAddressPrefix
    storageAccountName: storageAccountName
    vaultName: vaultName
  }
  dependsOn: [
    storage
    vault
  ]
}

module roles 'roles.bicep' = {
  params: {
    #disable-next-line what-if-short-circuiting // The names of assignments depend on it, so what-if cannot list them.
    principalId: identity.properties.principalId
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

module destinationRoles 'destinationRole.bicep' = [
  for resourceId in destinationResources: {
    scope: resourceGroup(split(resourceId, '/')[2], split(resourceId, '/')[4])
    params: {
      #disable-next-line what-if-short-circuiting // As above.
      principalId: identity.properties.principalId
      resourceId: resourceId
    }
  }
]

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
    alwaysReadyHttp: alwaysReadyHttp == 1 ? fail('alwaysReadyHttp must be 0, or at least 2.') : alwaysReadyHttp
    useWarmProcess: useWarmProcess
    zoneRedundant: zoneRedundant
    networkName: privateNetwork ? networkName : ''
    allowedIpRanges: frontDoor && !empty(allowedIpRanges)
      ? fail('frontDoor does not go with allowedIpRanges.')
      : allowedIpRanges
    frontDoorName: frontDoor ? frontDoorName : ''
    publishingIpRanges: publishingIpRanges
    appSettings: { ...ownSettings, ...logSettings, ...stitchexSettings }
  }
  dependsOn: [
    frontDoorProfile
    network
    roles
  ]
}

resource frontDoorProfile 'Microsoft.Cdn/profiles@2025-06-01' = if (frontDoor) {
  name: frontDoorName
  location: 'global'
  tags: tags
  sku: {
    name: 'Standard_AzureFrontDoor'
  }
  properties: {
    // The app's answer may have to wait for a cold start.
    originResponseTimeoutSeconds: 120
  }
}

module frontDoorRoute 'frontDoor.bicep' = if (frontDoor) {
  params: {
    profileName: frontDoorName
    endpointName: functionAppName
    hostName: functions.outputs.hostName
    tags: tags
  }
}

module alertRules 'alerts.bicep' = {
  params: {
    namePrefix: namePrefix
    location: location
    tags: tags
    workspaceName: workspaceName
    functionAppName: functionAppName
    settings: alerts
  }
  dependsOn: [
    functions
    monitoring
  ]
}

module workbook 'workbook.bicep' = {
  params: {
    location: location
    tags: tags
    workspaceName: workspaceName
  }
  dependsOn: [
    monitoring
  ]
}

var hostName = frontDoor ? frontDoorRoute!.outputs.hostName : functions.outputs.hostName

@description('Name of the function app, to publish to.')
output functionAppName string = functionAppName

@description('Where Stitchex posts to, without the key.')
output webhookUrl string = 'https://${hostName}/api/webhooks/stitchex'

@description('Prints the key to put behind the webhook URL as ?code=, once the app has been published. It opens nothing but the webhook.')
output webhookKeyCommand string = 'az functionapp function keys list --resource-group ${resourceGroup().name} --name ${functionAppName} --function-name ReceiveWebhook --query default --output tsv'

@description('Shows what the app has done and is doing. It asks for a host key, which the next command prints.')
output dashboardUrl string = 'https://${hostName}/api/dashboard'

@description('Prints an operator\'s key. It opens every function of the app, the webhook included.')
output operatorKeyCommand string = 'az functionapp keys list --resource-group ${resourceGroup().name} --name ${functionAppName} --query functionKeys.default --output tsv'
