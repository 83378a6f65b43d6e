// The one window. So far it shows where the person is and how the sync stands; the pages come next.

package com.fieldloop

import android.app.Activity
import android.os.Bundle
import android.widget.LinearLayout
import android.widget.TextView
import com.fieldloop.core.Core
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.launch

class MainActivity : Activity() {
    private val title by lazy { TextView(this) }
    private val detail by lazy { TextView(this) }
    private var drawing: CoroutineScope? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val column = LinearLayout(this)
        column.orientation = LinearLayout.VERTICAL
        column.fitsSystemWindows = true
        column.addView(title)
        column.addView(detail)
        setContentView(column)
    }

    override fun onStart() {
        super.onStart()
        drawing = MainScope().apply { launch { draw() } }
    }

    override fun onStop() {
        drawing?.cancel()
        super.onStop()
    }

    private suspend fun draw() {
        (application as FieldloopApplication).state.collectLatest { state ->
            when (state) {
                CoreState.Opening -> show("", "")
                is CoreState.Failed -> show("", state.fault.message.orEmpty())
                is CoreState.Open -> draw(state.core)
            }
        }
    }

    private suspend fun draw(core: Core) = combine(core.page, core.fault) { page, fault ->
        show(page.frame.title, fault?.message ?: page.frame.sync.badge.text)
    }.collect()

    private fun show(title: String, detail: String) {
        this.title.text = title
        this.detail.text = detail
    }
}
