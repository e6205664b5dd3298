param location string
param tags { *: string }
param workspaceName string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  // Azure insists on a GUID here and shows the display name.
  name: guid(resourceGroup().id, 'stitchex-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Stitchex: events'
    category: 'workbook'
    version: '1.0'
    sourceId: workspace.id
    serializedData: loadTextContent('workbook.json')
  }
}
