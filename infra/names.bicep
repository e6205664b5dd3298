// What the app finds in storage. It never creates any of it: a create on each start would slow down the first request.

@export()
var eventTables = ['StitchexEvents', 'StitchexEventIndex']

// The poison queues are the host's. It would create them when it needs them, and may not: its role is on these queues alone.
@export()
var eventQueues = ['stitchex-events', 'stitchex-events-poison', 'stitchex-jobs', 'stitchex-jobs-poison']

@export()
var recordContainer = 'stitchex-records'

@export()
var packageContainer = 'deployment-package'

@export()
var functionsSubnetName = 'functions'
