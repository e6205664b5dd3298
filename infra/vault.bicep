param name string
param location string
param tags { *: string }
param secretName string
param isPrivate bool

@secure()
param secretValue string

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    // Cannot be undone: a deleted vault keeps its name for this long, so that nobody can put one of their own in its place;
    // neither can we, and recover it instead. Seven days are the least, and enough for a secret that can be typed again.
    enablePurgeProtection: true
    softDeleteRetentionInDays: 7
    // Azure's own services stay let in: a deployment puts the secret there, from no address of ours.
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }

  // A deployment without the value must not touch the secret: it may have been renewed in the vault since.
  resource secret 'secrets' = if (!empty(secretValue)) {
    name: secretName
    properties: {
      value: secretValue
    }
  }
}
