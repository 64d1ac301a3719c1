#pragma once

namespace taxon {

// The end of a sequence that padding is put at or truncating takes from; Keras's names `pre` and `post`.
enum class Side { kPre, kPost };

}  // namespace taxon
