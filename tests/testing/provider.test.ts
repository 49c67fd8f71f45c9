import { describeProvider, providerProperties } from '../../core/testing/index.ts'
import { expectCaught } from './breakers.ts'
import { providerBreakers } from './provider-breakers/index.ts'
import { pager } from './reference/pager.ts'
import { pagerSubject } from './reference/pager-stand-in.ts'

describeProvider(pagerSubject(pager))
expectCaught(providerProperties, () => pagerSubject(pager), providerBreakers)
