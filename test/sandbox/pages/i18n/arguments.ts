// This file is written by generate-arguments.ts from the JSON files beside it. Do not edit it.

export interface Arguments {
  en: {
    'clock.advance': { step: string | number }
    'faults.active': { count: number }
    'phone.product': { id: string | number }
    'phone.offerEnds': { at: string | number }
    'phone.offerCode': { code: string | number }
    'ccp.chatWith': { name: string | number }
    'ccp.waiting': { name: string | number; queue: string | number }
    'ccp.transfer': { name: string | number }
    'ccp.joined': { name: string | number }
    'ccp.left': { name: string | number }
    'ccp.scanning': { file: string | number }
    'ccp.rejected': { file: string | number }
    'scene.begin': { title: string | number }
    'scene.next': { title: string | number }
    'scene.failed': { reason: string | number }
    'steps.nativeWrites.title': { name: string | number }
    'steps.template.text': { name: string | number }
    'steps.answers.title': { name: string | number }
    'steps.bridgedWrites.title': { name: string | number }
    'steps.twice.text': { name: string | number }
  }
  es: {
    'clock.advance': { step: string | number }
    'faults.active': { count: number }
    'phone.product': { id: string | number }
    'phone.offerEnds': { at: string | number }
    'phone.offerCode': { code: string | number }
    'ccp.chatWith': { name: string | number }
    'ccp.waiting': { name: string | number; queue: string | number }
    'ccp.transfer': { name: string | number }
    'ccp.joined': { name: string | number }
    'ccp.left': { name: string | number }
    'ccp.scanning': { file: string | number }
    'ccp.rejected': { file: string | number }
    'scene.begin': { title: string | number }
    'scene.next': { title: string | number }
    'scene.failed': { reason: string | number }
    'steps.nativeWrites.title': { name: string | number }
    'steps.template.text': { name: string | number }
    'steps.answers.title': { name: string | number }
    'steps.bridgedWrites.title': { name: string | number }
    'steps.twice.text': { name: string | number }
  }
  pt: {
    'clock.advance': { step: string | number }
    'faults.active': { count: number }
    'phone.product': { id: string | number }
    'phone.offerEnds': { at: string | number }
    'phone.offerCode': { code: string | number }
    'ccp.chatWith': { name: string | number }
    'ccp.waiting': { name: string | number; queue: string | number }
    'ccp.transfer': { name: string | number }
    'ccp.joined': { name: string | number }
    'ccp.left': { name: string | number }
    'ccp.scanning': { file: string | number }
    'ccp.rejected': { file: string | number }
    'scene.begin': { title: string | number }
    'scene.next': { title: string | number }
    'scene.failed': { reason: string | number }
    'steps.nativeWrites.title': { name: string | number }
    'steps.template.text': { name: string | number }
    'steps.answers.title': { name: string | number }
    'steps.bridgedWrites.title': { name: string | number }
    'steps.twice.text': { name: string | number }
  }
}
