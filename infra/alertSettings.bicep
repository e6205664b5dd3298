@export()
@sealed()
@description('When to raise an alert, and whom to tell.')
type alertSettings = {
  @description('Addresses that alerts are mailed to. Without one they are seen in the portal only.')
  emails: string[]?

  @description('Hours without a single event after which to raise an alert; 0 for never. A window can be no other.')
  noEventHours: (0 | 1 | 2 | 3 | 4 | 5 | 6 | 24 | 48)?

  @description('Minutes that an event may wait. The default is 60.')
  @minValue(1)
  oldestWaitingMinutes: int?

  @description('Minutes that a destination may accept nothing. The default is 60.')
  @minValue(1)
  destinationMinutes: int?

  @description('Requests without a valid key within half an hour. The default is 10.')
  @minValue(1)
  unauthorisedRequests: int?

  @description('Percentage points by which the share of events whose record is not found may rise within an hour. The default is 10.')
  @minValue(1)
  notFoundPoints: int?
}
