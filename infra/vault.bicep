param name string
param location string
param tags { *: string }
param secretName string
param isPrivate bool
param isLocked bool
param workspaceName string

@secure()
param secretValue string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

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

// Who read the secret, and who changed it.
resource auditLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: vault
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (isLocked) {
  name: 'keep'
  scope: vault
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds the login of the Stitchex API.'
  }
}
