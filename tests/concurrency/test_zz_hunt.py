
from collections import Counter
import pytest
from tests.concurrency.invariants import assert_all_holds
from tests.concurrency.walking import Walker, hire
from tests.concurrency.test_random_walks import _dossiers, EXPECTED

@pytest.mark.parametrize("seed", range(21, 29))
def test_hunt(seed, at_once):
    hire()
    clues = _dossiers() + _dossiers()[:1]
    walkers = [Walker(clues, seed=100 * seed + n) for n in range(8)]
    results = at_once(*(lambda walker=walker: walker.walk(40) for walker in walkers))
    assert [r for r in results if isinstance(r, Exception)] == []
    print(sum((w.taken for w in walkers), Counter()), sum((w.answers for w in walkers), Counter()))
    assert set(sum((w.answers for w in walkers), Counter())) <= EXPECTED
    assert_all_holds()
