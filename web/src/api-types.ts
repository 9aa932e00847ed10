import type { components, operations } from './generated/api.d.ts'

/** The server's own names for what it sends; nothing here is written by hand. */
type Schemas = components['schemas']

export type ProblemBody = Schemas['ProblemBody']
export type MissingReason = Schemas['MissingReason']
export type Session = Schemas['Session']
export type RegionToday = Schemas['RegionToday']
export type IdentificationRow = Schemas['IdentificationRow']
export type IdentificationXlsxRequest = Schemas['IdentificationXlsxRequestInput']
export type SchoolListSummary = Schemas['SchoolListSummary']
export type SchoolListEntry = Schemas['SchoolListEntry']
export type SchoolListDetail = Schemas['SchoolListDetail']
export type NewList = Schemas['CreateListRequestInput']
export type Decision = Schemas['DecisionRequestInput']
export type Approval = Schemas['ApproveRequestInput']
export type ImportSummary = Schemas['ImportSummary']
export type ImportDetail = Schemas['ImportDetail']
export type ImportPreview = Schemas['ImportPreview']
export type PreviewSheet = Schemas['PreviewSheet']
export type ProblemGroup = Schemas['ProblemGroup']
export type RowProblem = Schemas['RowProblem']
export type TableSample = Schemas['TableSample']
export type SchoolCard = Schemas['SchoolCard']
export type EvidenceRow = Schemas['EvidenceRow']
export type CriterionView = Schemas['CriterionView']
export type SourcePlace = Schemas['SourcePlace']
export type SourceSchool = Schemas['SourceSchool']
export type LikelyPair = Schemas['LikelyPairs']['pairs'][number]
export type MatchManyRequest = Schemas['MatchManyRequestInput']
export type Region = Schemas['Region']
export type PredecessorPair = Schemas['PredecessorPair']
export type PredecessorDecision = Schemas['PredecessorDecisionInput']
export type RegistryPreview = Schemas['RegistryPreview']
export type DocumentSummary = Schemas['DocumentSummary']
export type DocumentDetail = Schemas['DocumentDetail']
export type DocumentPage = Schemas['DocumentPage']
export type DocumentText = Schemas['DocumentText']
export type DocumentRun = Schemas['DocumentRun']
export type DocumentFigure = Schemas['DocumentFigure']
export type NewDocument = Schemas['NewDocumentRequestInput']
export type DocumentTextRequest = Schemas['DocumentTextRequestInput']

type Answer<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never

export type CheckRequest = NonNullable<
  operations['post-imports-by-importId-check']['requestBody']
>['content']['application/json']
export type MappingRequest = NonNullable<
  operations['post-regions-by-regionId-mappings']['requestBody']
>['content']['application/json']
export type ClusterSummary = Answer<'post-regions-by-regionId-official-clusters'>
export type CatalogueProcedure = Answer<'get-regions-by-regionId-procedures'>[number]
export type ComparabilityBreak = CatalogueProcedure['breaks'][number]
export type MarkScale = CatalogueProcedure['scales'][number]
export type SchoolItem = Schemas['SchoolItem']
export type SchoolHistory = Schemas['SchoolHistory']
export type Municipality = Schemas['Municipality']
export type MunicipalityForms = Schemas['MunicipalityFormsInput']
export type RegionRequest = Schemas['RegionRequestInput']
export type RegionQuality = Answer<'get-regions-by-regionId-quality'>
export type QualityFinding = RegionQuality['findings'][number]
export type QualityRule = RegionQuality['rules'][number]

export type MethodologyItem = Answer<'get-regions-by-regionId-methodologies'>[number]
export type MethodologyVersion = Answer<'get-regions-by-regionId-methodologies-by-reference-versions'>[number]
export type MethodologyControls = Answer<'get-regions-by-regionId-methodologies-by-reference-controls'>
export type RuleSetting = MethodologyControls['settings'][number]
export type RulePhrase = MethodologyControls['phrases'][number]
export type WhatIfRequest = NonNullable<
  operations['post-regions-by-regionId-what-if']['requestBody']
>['content']['application/json']
export type RuleChanges = WhatIfRequest['changes']
export type WhatIfAnswer = Answer<'post-regions-by-regionId-what-if'>
export type MovedSchool = WhatIfAnswer['entered'][number]
export type Sensitivity = Answer<'post-regions-by-regionId-what-if-sensitivity'>
export type DraftRequest = NonNullable<
  operations['post-regions-by-regionId-what-if-draft']['requestBody']
>['content']['application/json']
export type Comparison = Answer<'get-regions-by-regionId-comparison'>
export type ComparedSchool = Comparison['rows'][number]
export type ListCandidate = Answer<'get-lists-by-listId-candidates'>[number]
export type SchoolDecision = Answer<'post-lists-by-listId-decisions'>['before'][number]

export type ChartView = Answer<'get-regions-by-regionId-charts-by-chart'>
export type MunicipalityCard = Answer<'get-municipalities-by-municipalityId'>
export type CoverageLine = RegionToday['coverage'][number]
export type Moved = RegionToday['moved']
export type Letterhead = DocumentDetail['letterhead']

export type FirstScreen = Session['screens'][number]
export type Contact = Answer<'get-regions-by-regionId-expert'>['contacts'][number]
export type CuratorToday = Answer<'get-regions-by-regionId-my-schools'>
export type Found = Answer<'get-search'>[number]
export type NotificationSettings = Answer<'get-notifications-settings'>['settings']
export type NotificationItem = Answer<'get-notifications'>['items'][number]

/** What the journal is narrowed by; the same words stand in the address of the page. */
export type JournalFilters = Omit<
  NonNullable<operations['get-audit-records']['parameters']['query']>,
  'after' | 'limit'
>
export type JournalRecord = Answer<'get-audit-records'>['records'][number]
export type JournalSummary = Answer<'get-audit-summary'>

type Request<Name extends keyof operations> =
  NonNullable<operations[Name]['requestBody']> extends {
    content: { 'application/json': infer Body }
  }
    ? Body
    : never
export type LoginWays = Answer<'get-login'>
export type SecondFactorStart = Answer<'post-profile-second-factor'>
export type Profile = Answer<'get-profile'>
export type ProfileRequest = Request<'put-profile'>
export type PeoplePage = Answer<'get-accounts'>
export type Person = Answer<'get-accounts-by-userId'>
export type InviteRequest = Request<'post-accounts'>
export type GrantRequest = Request<'post-accounts-by-userId-grants'>
export type GrantedRole = PeoplePage['grantable'][number]['role']
export type PeoplePreview = Answer<'post-accounts-upload'>
export type InvitedMany = Answer<'post-accounts-invite-many'>
