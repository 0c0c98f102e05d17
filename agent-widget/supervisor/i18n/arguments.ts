// This file is written by generate-arguments.ts from the JSON files beside it. Do not edit it.

export interface Arguments {
  en: {
    since: { at: string | number }
    hideNamed: { name: string | number }
    'watch.number': { name: string | number; number: string | number }
    'watch.numbersHint': { at: string | number }
    'watch.marketing': { status: string | number }
    'watch.limit': { at: string | number; limit: number }
    'watch.noLimit': { at: string | number }
    'watch.asOf': { at: string | number }
    'watch.usedAt': { at: string | number }
    'watch.history': { name: string | number }
    'watch.from': { at: string | number; state: string | number }
    'watch.rejected': { why: string | number }
    'watch.remedy': { remedy: string | number }
    'watch.next': { at: string | number; category: string | number }
    'watch.nextSoon': { category: string | number }
    teamOf: { profiles: string | number; queues: string | number }
    'filters.all': { n: number }
    'filters.offered': { n: number }
    'filters.not_offered': { n: number }
    'filters.new': { n: number }
    removeFilterNamed: { name: string | number }
    newUndecided: { n: number }
    samplesOffered: { n: number }
    readAt: { at: string | number }
    page: { n: string | number }
    offeredNamed: { name: string | number }
    select: { name: string | number }
    selectAll: { n: number }
    selected: { n: number }
    more: { name: string | number }
    languages: { n: number }
    editing: { name: string | number }
    templateTitleHint: { name: string | number }
    periodEarly: { at: string | number }
    periodCurrent: { at: string | number }
    periodOver: { at: string | number }
    newTopic: { topic: string | number }
    topicOf: { n: number }
    topicName: { topic: string | number }
    inTopic: { n: number }
    topicUp: { topic: string | number }
    topicDown: { topic: string | number }
    removeTopic: { topic: string | number }
    'forms.button': { button: string | number }
    'forms.editing': { name: string | number }
    'forms.titleHint': { name: string | number }
    'forms.removeAnswer': { name: string | number }
    choicesTwice: { text: string | number }
    choicesMost: { length: number; n: number }
    limitForm: { n: number }
    left: { n: number }
    over: { n: number }
    bytesLeft: { n: number }
    bytesOver: { n: number }
    trying: { name: string | number }
    trialAllRight: { n: number }
    trialWrong: { all: number; n: number }
    trialFits: { at: string | number }
    trialFindings: { at: string | number; n: number }
    trialOtherLanguage: { actual: string | number; wanted: string | number }
    trialEmpty: { attribute: string | number; field: string | number }
    trialSameWords: { field: string | number; value: string | number }
    trialUnfit: { field: string | number; value: string | number; why: string | number }
    breakerFailuresOf: { n: number }
    breakerStopsOf: { n: number }
    breakerDialogHint: { n: number }
    fileNotJson: { where: string | number }
    fileProblems: { n: number }
    changedBy: { at: string | number; by: string | number }
    undoNamed: { what: string | number }
    'change.offered': { what: string | number }
    'change.not_offered': { what: string | number }
    'change.as_others': { what: string | number }
    'change.pinned': { what: string | number }
    'change.not_pinned': { what: string | number }
    'change.described': { what: string | number }
    'change.defaults': { what: string | number }
    'change.labels': { what: string | number }
    'change.inputs': { what: string | number }
    'change.successor': { what: string | number }
    'change.form': { what: string | number }
    'change.period': { what: string | number }
    'change.moved': { what: string | number }
    'change.topic': { what: string | number }
    changeFor: { change: string | number; team: string | number }
    andMore: { n: number; names: string | number }
    missedBy: { day: string | number; n: number }
    showTemplateNamed: { name: string | number }
    wishNamed: { word: string | number }
    removeWishNamed: { what: string | number }
    sees: { n: number }
    'refusals.curation_too_large': { bytes: number; limit: number }
    'refusals.too_many_filters': { limit: number }
    'refusals.too_many_wishes': { limit: number }
    'refusals.file_of_other_waba': { here: string | number; waba: string | number }
    'refusals.rule_twice': { n: number }
    'refusals.template_twice': { name: string | number }
    'refusals.no_such_template': { name: string | number }
    'refusals.no_such_language': { language: string | number; languages: string | number }
    'refusals.no_such_field': { field: string | number; name: string | number }
    'refusals.no_such_queue': { name: string | number }
    'refusals.no_such_routing_profile': { name: string | number }
    'refusals.own_successor': { name: string | number }
    'refusals.fields_unreadable': { name: string | number }
    'refusals.default_does_not_fit': { field: string | number; name: string | number }
    'refusals.input_not_possible': { field: string | number; name: string | number }
    'refusals.locked_without_default': { field: string | number; name: string | number }
    'refusals.no_such_form': { name: string | number }
    'refusals.form_without_message': { name: string | number }
    'refusals.not_a_form': { name: string | number }
    'refusals.not_for_forms': { setting: string | number }
  }
  es: {
    since: { at: string | number }
    hideNamed: { name: string | number }
    'watch.number': { name: string | number; number: string | number }
    'watch.numbersHint': { at: string | number }
    'watch.marketing': { status: string | number }
    'watch.limit': { at: string | number; limit: number }
    'watch.noLimit': { at: string | number }
    'watch.asOf': { at: string | number }
    'watch.usedAt': { at: string | number }
    'watch.history': { name: string | number }
    'watch.from': { at: string | number; state: string | number }
    'watch.rejected': { why: string | number }
    'watch.remedy': { remedy: string | number }
    'watch.next': { at: string | number; category: string | number }
    'watch.nextSoon': { category: string | number }
    teamOf: { profiles: string | number; queues: string | number }
    'filters.all': { n: number }
    'filters.offered': { n: number }
    'filters.not_offered': { n: number }
    'filters.new': { n: number }
    removeFilterNamed: { name: string | number }
    newUndecided: { n: number }
    samplesOffered: { n: number }
    readAt: { at: string | number }
    page: { n: string | number }
    offeredNamed: { name: string | number }
    select: { name: string | number }
    selectAll: { n: number }
    selected: { n: number }
    more: { name: string | number }
    languages: { n: number }
    editing: { name: string | number }
    templateTitleHint: { name: string | number }
    periodEarly: { at: string | number }
    periodCurrent: { at: string | number }
    periodOver: { at: string | number }
    newTopic: { topic: string | number }
    topicOf: { n: number }
    topicName: { topic: string | number }
    inTopic: { n: number }
    topicUp: { topic: string | number }
    topicDown: { topic: string | number }
    removeTopic: { topic: string | number }
    'forms.button': { button: string | number }
    'forms.editing': { name: string | number }
    'forms.titleHint': { name: string | number }
    'forms.removeAnswer': { name: string | number }
    choicesTwice: { text: string | number }
    choicesMost: { length: number; n: number }
    limitForm: { n: number }
    left: { n: number }
    over: { n: number }
    bytesLeft: { n: number }
    bytesOver: { n: number }
    trying: { name: string | number }
    trialAllRight: { n: number }
    trialWrong: { all: number; n: number }
    trialFits: { at: string | number }
    trialFindings: { at: string | number; n: number }
    trialOtherLanguage: { actual: string | number; wanted: string | number }
    trialEmpty: { attribute: string | number; field: string | number }
    trialSameWords: { field: string | number; value: string | number }
    trialUnfit: { field: string | number; value: string | number; why: string | number }
    breakerFailuresOf: { n: number }
    breakerStopsOf: { n: number }
    breakerDialogHint: { n: number }
    fileNotJson: { where: string | number }
    fileProblems: { n: number }
    changedBy: { at: string | number; by: string | number }
    undoNamed: { what: string | number }
    'change.offered': { what: string | number }
    'change.not_offered': { what: string | number }
    'change.as_others': { what: string | number }
    'change.pinned': { what: string | number }
    'change.not_pinned': { what: string | number }
    'change.described': { what: string | number }
    'change.defaults': { what: string | number }
    'change.labels': { what: string | number }
    'change.inputs': { what: string | number }
    'change.successor': { what: string | number }
    'change.form': { what: string | number }
    'change.period': { what: string | number }
    'change.moved': { what: string | number }
    'change.topic': { what: string | number }
    changeFor: { change: string | number; team: string | number }
    andMore: { n: number; names: string | number }
    missedBy: { day: string | number; n: number }
    showTemplateNamed: { name: string | number }
    wishNamed: { word: string | number }
    removeWishNamed: { what: string | number }
    sees: { n: number }
    'refusals.curation_too_large': { bytes: number; limit: number }
    'refusals.too_many_filters': { limit: number }
    'refusals.too_many_wishes': { limit: number }
    'refusals.file_of_other_waba': { here: string | number; waba: string | number }
    'refusals.rule_twice': { n: number }
    'refusals.template_twice': { name: string | number }
    'refusals.no_such_template': { name: string | number }
    'refusals.no_such_language': { language: string | number; languages: string | number }
    'refusals.no_such_field': { field: string | number; name: string | number }
    'refusals.no_such_queue': { name: string | number }
    'refusals.no_such_routing_profile': { name: string | number }
    'refusals.own_successor': { name: string | number }
    'refusals.fields_unreadable': { name: string | number }
    'refusals.default_does_not_fit': { field: string | number; name: string | number }
    'refusals.input_not_possible': { field: string | number; name: string | number }
    'refusals.locked_without_default': { field: string | number; name: string | number }
    'refusals.no_such_form': { name: string | number }
    'refusals.form_without_message': { name: string | number }
    'refusals.not_a_form': { name: string | number }
    'refusals.not_for_forms': { setting: string | number }
  }
  pt: {
    since: { at: string | number }
    hideNamed: { name: string | number }
    'watch.number': { name: string | number; number: string | number }
    'watch.numbersHint': { at: string | number }
    'watch.marketing': { status: string | number }
    'watch.limit': { at: string | number; limit: number }
    'watch.noLimit': { at: string | number }
    'watch.asOf': { at: string | number }
    'watch.usedAt': { at: string | number }
    'watch.history': { name: string | number }
    'watch.from': { at: string | number; state: string | number }
    'watch.rejected': { why: string | number }
    'watch.remedy': { remedy: string | number }
    'watch.next': { at: string | number; category: string | number }
    'watch.nextSoon': { category: string | number }
    teamOf: { profiles: string | number; queues: string | number }
    'filters.all': { n: number }
    'filters.offered': { n: number }
    'filters.not_offered': { n: number }
    'filters.new': { n: number }
    removeFilterNamed: { name: string | number }
    newUndecided: { n: number }
    samplesOffered: { n: number }
    readAt: { at: string | number }
    page: { n: string | number }
    offeredNamed: { name: string | number }
    select: { name: string | number }
    selectAll: { n: number }
    selected: { n: number }
    more: { name: string | number }
    languages: { n: number }
    editing: { name: string | number }
    templateTitleHint: { name: string | number }
    periodEarly: { at: string | number }
    periodCurrent: { at: string | number }
    periodOver: { at: string | number }
    newTopic: { topic: string | number }
    topicOf: { n: number }
    topicName: { topic: string | number }
    inTopic: { n: number }
    topicUp: { topic: string | number }
    topicDown: { topic: string | number }
    removeTopic: { topic: string | number }
    'forms.button': { button: string | number }
    'forms.editing': { name: string | number }
    'forms.titleHint': { name: string | number }
    'forms.removeAnswer': { name: string | number }
    choicesTwice: { text: string | number }
    choicesMost: { length: number; n: number }
    limitForm: { n: number }
    left: { n: number }
    over: { n: number }
    bytesLeft: { n: number }
    bytesOver: { n: number }
    trying: { name: string | number }
    trialAllRight: { n: number }
    trialWrong: { all: number; n: number }
    trialFits: { at: string | number }
    trialFindings: { at: string | number; n: number }
    trialOtherLanguage: { actual: string | number; wanted: string | number }
    trialEmpty: { attribute: string | number; field: string | number }
    trialSameWords: { field: string | number; value: string | number }
    trialUnfit: { field: string | number; value: string | number; why: string | number }
    breakerFailuresOf: { n: number }
    breakerStopsOf: { n: number }
    breakerDialogHint: { n: number }
    fileNotJson: { where: string | number }
    fileProblems: { n: number }
    changedBy: { at: string | number; by: string | number }
    undoNamed: { what: string | number }
    'change.offered': { what: string | number }
    'change.not_offered': { what: string | number }
    'change.as_others': { what: string | number }
    'change.pinned': { what: string | number }
    'change.not_pinned': { what: string | number }
    'change.described': { what: string | number }
    'change.defaults': { what: string | number }
    'change.labels': { what: string | number }
    'change.inputs': { what: string | number }
    'change.successor': { what: string | number }
    'change.form': { what: string | number }
    'change.period': { what: string | number }
    'change.moved': { what: string | number }
    'change.topic': { what: string | number }
    changeFor: { change: string | number; team: string | number }
    andMore: { n: number; names: string | number }
    missedBy: { day: string | number; n: number }
    showTemplateNamed: { name: string | number }
    wishNamed: { word: string | number }
    removeWishNamed: { what: string | number }
    sees: { n: number }
    'refusals.curation_too_large': { bytes: number; limit: number }
    'refusals.too_many_filters': { limit: number }
    'refusals.too_many_wishes': { limit: number }
    'refusals.file_of_other_waba': { here: string | number; waba: string | number }
    'refusals.rule_twice': { n: number }
    'refusals.template_twice': { name: string | number }
    'refusals.no_such_template': { name: string | number }
    'refusals.no_such_language': { language: string | number; languages: string | number }
    'refusals.no_such_field': { field: string | number; name: string | number }
    'refusals.no_such_queue': { name: string | number }
    'refusals.no_such_routing_profile': { name: string | number }
    'refusals.own_successor': { name: string | number }
    'refusals.fields_unreadable': { name: string | number }
    'refusals.default_does_not_fit': { field: string | number; name: string | number }
    'refusals.input_not_possible': { field: string | number; name: string | number }
    'refusals.locked_without_default': { field: string | number; name: string | number }
    'refusals.no_such_form': { name: string | number }
    'refusals.form_without_message': { name: string | number }
    'refusals.not_a_form': { name: string | number }
    'refusals.not_for_forms': { setting: string | number }
  }
}
