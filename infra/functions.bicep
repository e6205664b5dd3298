import { functionsSubnetName, packageContainer } from 'names.bicep'

param name string
param planName string
param location string
param tags { *: string }
param identityName string
param storageAccountName string
param applicationInsightsName string
param maximumInstanceCount int
param instanceMemoryMB int
param alwaysReadyHttp int
param useWarmProcess bool
param zoneRedundant bool

@description('Network that the app calls out through; empty for none.')
param networkName string

@description('Address ranges that may call the app; empty for all.')
param allowedIpRanges string[]

@description('Front Door profile that alone may call the app; empty for none.')
param frontDoorName string

@description('Address ranges that may publish to the app; empty for all.')
param publishingIpRanges string[]

@description('Settings of the app itself, beside those that the host needs.')
param appSettings { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource storageAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = if (!empty(networkName)) {
  name: networkName

  resource functionsSubnet 'subnets' existing = {
    name: functionsSubnetName
  }
}

resource frontDoorProfile 'Microsoft.Cdn/profiles@2025-06-01' existing = if (!empty(frontDoorName)) {
  name: frontDoorName
}

// FUNCTIONS_* and WEBSITE_* of other plans are missing on purpose: Flex Consumption takes these facts from
// functionAppConfig, and rejects the deployment, or ignores the setting, depending on the region. Those that are here tell it what it
// cannot know otherwise.
var hostSettings = {
  // Twice what the app takes. By itself the host takes 100 MB and holds it in memory: whoever has the key could fill an instance.
  // Beyond it the host returns 500, not 413: docs/operations.md#server-errors.
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '8388608'
  ...(useWarmProcess ? {} : { WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED: '0' })
  AzureWebJobsStorage__blobServiceUri: storageAccount.properties.primaryEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: storageAccount.properties.primaryEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: storageAccount.properties.primaryEndpoints.table
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
  APPLICATIONINSIGHTS_RESOURCE_ID: applicationInsights.id
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.properties.clientId}'
}

type accessRule = {
  name: string
  action: 'Allow'
  priority: int
  ipAddress: string
  tag: 'ServiceTag'?
  headers: { *: string[] }?
}

func rulesFor(ranges string[]) accessRule[] =>
  map(ranges, (range, i) => {
    name: 'allowed-${i}'
    action: 'Allow'
    priority: 100 + i
    ipAddress: range
  })

// The tag alone would let in every customer's Front Door.
var callers = empty(frontDoorName)
  ? rulesFor(allowedIpRanges)
  : [
      {
        name: 'front-door'
        action: 'Allow'
        priority: 100
        ipAddress: 'AzureFrontDoor.Backend'
        tag: 'ServiceTag'
        headers: { 'x-azure-fdid': [frontDoorProfile!.properties.frontDoorId] }
      }
    ]

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  // User-assigned, so that its roles exist before the site does: the host's first start would fail without them.
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // The app stays reachable with a private network as well: Stitchex calls it from the internet.
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(networkName) ? null : network::functionsSubnet.id
    // Vault references are resolved with the system-assigned identity unless told otherwise, and there is none.
    keyVaultReferenceIdentity: identity.id
    functionAppConfig: {
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storageAccount.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: alwaysReadyHttp == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyHttp }]
      }
    }
    // No ftpsState: this plan has no FTP, and some regions refuse a site that mentions it (error 51021).
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ipSecurityRestrictions: callers
      ipSecurityRestrictionsDefaultAction: empty(frontDoorName) && empty(allowedIpRanges) ? 'Allow' : 'Deny'
      scmIpSecurityRestrictions: rulesFor(publishingIpRanges)
      scmIpSecurityRestrictionsDefaultAction: empty(publishingIpRanges) ? 'Allow' : 'Deny'
      scmIpSecurityRestrictionsUseMain: false
      appSettings: map(items(union(hostSettings, appSettings)), setting => {
        name: setting.key
        value: setting.value
      })
    }
  }
}

// Publishing works with Entra ID tokens alone; a user name and password for it would be one more secret to lose.
resource scmCredentials 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: site
  name: 'scm'
  properties: {
    allow: false
  }
}

resource ftpCredentials 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: site
  name: 'ftp'
  properties: {
    allow: false
  }
}

output hostName string = site.properties.defaultHostName
